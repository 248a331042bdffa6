"""Nonsense gets a clear 4xx in problem form, and the shop lives on."""

from __future__ import annotations

import json
import socket
from typing import Any

import httpx
import pytest

from tests.shop.api import Api, is_problem
from tests.shop.server import Server

_TICKET = {"subject": "s", "body": "b"}
_JSON = {"Content-Type": "application/json", "Idempotency-Key": "hostile"}


@pytest.mark.parametrize("path", ["/orders/W%00", "/customers/%00", "/products/%00", "/tickets/%00", "/effects/%00"])
def test_a_nul_in_the_path_is_no_text(ann: Api, path: str) -> None:
    """Postgres would fail at it."""
    is_problem(ann.get(path), 422, "text_malformed")


@pytest.mark.parametrize("query", ["/products?q=%00", "/orders?cursor=%00", "/tickets/T-1002?email=%00"])
def test_a_nul_in_the_query_is_no_text(service: Api, query: str) -> None:
    """Wherever it stands."""
    is_problem(service.call("GET", query), 422, "text_malformed")


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "ok\udfff"])
@pytest.mark.parametrize("field", ["subject", "body", "context"])
def test_text_that_cannot_be_stored_is_malformed(ann: Api, field: str, text: str) -> None:
    """Also deep inside the handoff document, and as a key."""
    value: Any = {"a": [{text: 1}]} if field == "context" else text
    content = json.dumps({**_TICKET, field: value})
    is_problem(ann.post("/tickets", content=content, headers=_JSON), 422, "malformed")


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"', "7", '{"reason": {"a": 1}}', "NaN", "\x00", "ÿ"])
def test_a_body_must_be_the_right_json(ann: Api, body: str) -> None:
    """Neither half of it nor another kind."""
    answer = ann.post("/orders/W7654321/cancellation", content=body.encode("latin-1"), headers=_JSON)
    assert answer.status_code in (400, 422)
    assert is_problem(answer, answer.status_code, "malformed")


def test_a_hundred_kilobytes_are_too_much(ann: Api, service: Api) -> None:
    """Announced or not."""
    body = json.dumps({**_TICKET, "body": "x" * 100_000}).encode()
    is_problem(ann.post("/tickets", content=body, headers=_JSON), 413, "body_too_large")
    is_problem(ann.post("/tickets", content=iter([body[:50_000], body[50_000:]]), headers=_JSON), 413, "body_too_large")
    is_problem(service.post("/customer-tokens", content=body, headers=_JSON), 413, "body_too_large")


def test_long_fields_are_malformed(api: Api, ann: Api) -> None:
    """Within the size of a body, too."""
    is_problem(api.tokens(order_number="9" * 50_000, postcode="1"), 422, "malformed")
    is_problem(api.tokens(assertion="a" * 50_000), 422, "malformed")
    is_problem(ann.get(f"/orders/{'9' * 5_000}"), 422, "malformed")
    is_problem(ann.get("/products", q="x" * 5_000), 422, "malformed")


@pytest.mark.parametrize("depth", [40, 900, 30_000])
def test_nested_json_is_malformed(ann: Api, depth: int) -> None:
    """However deep."""
    content = '{"subject": "s", "body": "b", "context": ' + '{"a":' * depth + "1" + "}" * depth + "}"
    answer = ann.post("/tickets", content=content[:95_000], headers=_JSON)
    assert answer.status_code in (400, 413, 422)
    is_problem(answer, answer.status_code, answer.json()["code"])


def test_an_unknown_route_is_a_problem(api: Api) -> None:
    """Under the base path and beside it."""
    is_problem(api.get("/nonsense"), 404, "route_not_found")
    is_problem(_get(api.url, "/"), 404, "route_not_found")
    is_problem(_get(api.url, "/docs"), 404, "route_not_found")


def test_another_method_is_a_problem(ann: Api) -> None:
    """Deleting an order is nothing the shop can do."""
    is_problem(ann.call("DELETE", "/orders/W7654321"), 405, "method_not_allowed")
    is_problem(ann.call("PUT", "/products"), 405, "method_not_allowed")


@pytest.mark.parametrize(
    "sent", [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/1.1\r\nHost", b"POST /v1/tickets HTTP/1.1\r\n\r\n"]
)
def test_what_is_no_http_does_not_stop_the_shop(server: Server, sent: bytes) -> None:
    """A broken client is its own problem."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(sent)
    assert server.is_ready()


def test_the_log_holds_no_address_and_no_code(api: Api, server: Server) -> None:
    """Not even after an error."""
    api.tokens(order_number="W7654321", email="ann@example.com")
    api.as_service().post("/verification-codes", json={"email": "ann@example.com"})
    api.as_service().get("/tickets/T-1002", email="guest@example.com")
    assert "@example.com" not in server.log.read_text("utf-8")


def _get(url: str, path: str) -> httpx.Response:
    return httpx.get(url + path, timeout=10)
