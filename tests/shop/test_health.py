"""The shop says how it is, describes itself, and stops when it is told to."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.shop.api import Api
from tests.shop.server import Server, running_shop

_ROUTES = {
    ("get", "/v1/faults"),
    ("put", "/v1/faults"),
    ("post", "/v1/customer-tokens"),
    ("post", "/v1/verification-codes"),
    ("get", "/v1/customers/me"),
    ("get", "/v1/customers/{customer_id}"),
    ("get", "/v1/customers/{customer_id}/orders"),
    ("get", "/v1/orders"),
    ("get", "/v1/orders/{number}"),
    ("post", "/v1/orders/{number}/cancellation"),
    ("get", "/v1/products"),
    ("get", "/v1/products/{product_id}"),
    ("post", "/v1/tickets"),
    ("get", "/v1/tickets"),
    ("get", "/v1/tickets/{number}"),
    ("post", "/v1/tickets/{number}/comments"),
    ("get", "/v1/effects/{key}"),
    ("delete", "/v1/customers/me"),
    ("patch", "/v1/customers/me"),
    ("post", "/v1/customers/me/export"),
    ("post", "/v1/customers/me/email-change"),
    ("put", "/v1/orders/{number}/address"),
    ("put", "/v1/orders/{number}/payment-method"),
    ("post", "/v1/orders/{number}/item-changes"),
    ("post", "/v1/orders/{number}/returns"),
    ("post", "/v1/orders/{number}/exchanges"),
    ("get", "/v1/orders/{number}/invoice"),
    ("get", "/v1/links/invoice/{token}"),
    ("get", "/v1/links/export/{token}"),
    ("post", "/v1/password-resets"),
    ("get", "/v1/health/live"),
    ("get", "/v1/health/ready"),
    ("get", "/v1/metrics"),
}


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/v1/health/live", "/v1/health/ready"])
def test_health_needs_no_token(server: Server, path: str) -> None:
    """At the root for probes, and under the base path."""
    assert httpx.get(server.url + path, timeout=10).status_code == 200


def test_metrics_count_requests_by_route(api: Api) -> None:
    """By the route's pattern, never by a number or address."""
    api.as_customer("c_100").get("/orders/W7654321")
    shown = httpx.get(f"{api.url}/metrics", timeout=10).text
    assert 'shop_requests_total{method="GET",route="/v1/orders/{number:path}",status="200"}' in shown
    assert "W7654321" not in shown


def test_the_openapi_document_describes_every_route(server: Server) -> None:
    """No more and no less than there is."""
    document = httpx.get(f"{server.url}/openapi.json", timeout=10).json()
    found = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert found == _ROUTES


def test_the_openapi_document_describes_problems_and_tokens(server: Server) -> None:
    """So that a client can be made from it."""
    document = httpx.get(f"{server.url}/openapi.json", timeout=10).json()
    cancellation = document["paths"]["/v1/orders/{number}/cancellation"]["post"]
    assert cancellation["security"] == [{"HTTPBearer": []}]
    assert "application/problem+json" in cancellation["responses"]["4XX"]["content"]
    assert {one["name"].lower() for one in cancellation["parameters"]} == {"number", "preview", "idempotency-key"}


def test_sigterm_stops_the_shop_cleanly(state_dir: Path, server: Server) -> None:
    """With exit code 0, its log in JSON lines and without a line per request."""
    with running_shop(state_dir) as other:
        httpx.get(f"{other.url}/health/live", timeout=10)
        assert other.stop() == 0
    lines = [json.loads(line) for line in other.log.read_text("utf-8").splitlines()]
    assert lines
    assert not any("/health" in json.dumps(line) for line in lines)
