"""Faults are switched on by the service, meet the requests they are meant for, and are not there in production."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shop.faults import Kind
from tests.shop.api import Api
from tests.shop.server import running_shop

READ = "/orders"
CANCELLATION = {"reason": "no longer needed"}


@pytest.fixture(autouse=True)
def healthy_afterwards(service: Api) -> Iterator[None]:
    """No fault outlives its test."""
    yield
    assert service.call("PUT", "/faults", json={}).status_code == 200


def switch_on(service: Api, kind: str, **more: Any) -> None:
    answer = service.call("PUT", "/faults", json={"faults": [{"kind": kind, **more}]})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("503", 503), ("429", 429), ("redirect", 302)])
def test_an_answer_of_a_status(ann: Api, service: Api, kind: str, status: int) -> None:
    """With what belongs to it."""
    switch_on(service, kind, retry_after=7)
    answer = ann.get(READ)
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("7" if kind in ("503", "429") else None)


def test_spoiled_bodies(ann: Api, service: Api) -> None:
    """Each is what its name says, and none is what was asked for."""
    true = ann.get(READ)
    spoiled = {}
    for kind in ("bad_json", "html", "wrong_type", "empty", "error_in_200"):
        switch_on(service, kind)
        spoiled[kind] = ann.get(READ)
    assert {answer.status_code for answer in spoiled.values()} == {200}
    with pytest.raises(json.JSONDecodeError):
        spoiled["bad_json"].json()
    assert spoiled["html"].headers["content-type"] == "text/html"
    assert spoiled["wrong_type"].content == true.content
    assert spoiled["wrong_type"].headers["content-type"] == "text/plain"
    assert spoiled["empty"].content == b""
    assert spoiled["error_in_200"].json()["code"] == "internal_error"


@pytest.mark.parametrize("kind", ["reset", "truncated"])
def test_a_connection_breaks(ann: Api, service: Api, kind: str) -> None:
    """Before the answer, or in the middle of it."""
    switch_on(service, kind)
    with pytest.raises(httpx.RemoteProtocolError):
        ann.get(READ)


@pytest.mark.parametrize(("kind", "least"), [("delay", 0.5), ("drip", 0.4)])
def test_a_slow_answer_is_a_true_one(ann: Api, service: Api, kind: str, least: float) -> None:
    """Only later."""
    true = ann.get(READ).json()
    switch_on(service, kind, seconds=0.5)
    began = time.monotonic()
    assert ann.get(READ).json() == true
    assert time.monotonic() - began >= least


def test_a_hanging_request_has_no_answer(ann: Api, service: Api) -> None:
    """However long one waits; others are not held up."""
    switch_on(service, "hang", path=READ)
    with pytest.raises(httpx.ReadTimeout):
        ann.call("GET", READ, timeout=0.5)
    assert ann.get("/customers/me").status_code == 200


def test_a_huge_answer(ann: Api, service: Api) -> None:
    """Sixty-four megabytes, for those who would read them."""
    switch_on(service, "huge")
    assert len(ann.get(READ).content) == 64 << 20


@pytest.mark.parametrize("kind", ["effect_then_timeout", "effect_then_reset"])
def test_an_effect_whose_answer_is_lost(ann: Api, service: Api, kind: str) -> None:
    """Done once; the same key afterwards gives the first result."""
    switch_on(service, kind, path="/orders/*/cancellation", method="POST", times=1)
    path, key = "/orders/W7654321/cancellation", {"Idempotency-Key": "k-1"}
    with pytest.raises(httpx.TransportError):
        ann.post(path, json=CANCELLATION, headers=key, timeout=1)
    again = ann.post(path, json=CANCELLATION, headers=key)
    assert (again.json()["status"], again.headers["idempotency-replayed"]) == ("cancelled", "true")


def test_a_fault_hits_what_it_is_meant_for(ann: Api, service: Api) -> None:
    """By path, by method, and as often as said."""
    switch_on(service, "500", path="/orders*", method="GET", times=2)
    assert ann.get("/customers/me").status_code == 200
    assert ann.post("/orders/W7654321/cancellation?preview=true", json=CANCELLATION).status_code == 200
    assert [ann.get(READ).status_code for _ in range(3)] == [500, 500, 200]
    assert service.get("/faults").json() == {"faults": []}


def test_a_share_of_the_requests(ann: Api, service: Api) -> None:
    """Neither none nor all."""
    switch_on(service, "500", share=0.5)
    assert {ann.get(READ).status_code for _ in range(60)} == {200, 500}


def test_health_is_never_spoiled(api: Api, service: Api) -> None:
    """Else a fault would restart the process that holds it."""
    switch_on(service, "reset")
    assert api.get("/health/ready").status_code == 200


@pytest.mark.parametrize("wrong", [{"kind": "flood"}, {"kind": "500", "share": 2}, {"kind": "500", "paht": "*"}])
def test_nonsense_is_refused(service: Api, wrong: dict[str, Any]) -> None:
    """And what was on stays on."""
    switch_on(service, "500")
    assert service.call("PUT", "/faults", json={"faults": [wrong]}).status_code == 422
    assert [fault["kind"] for fault in service.get("/faults").json()["faults"]] == [Kind.ERROR_500.value]


def test_customers_switch_nothing(ann: Api, api: Api) -> None:
    """Only the service may."""
    assert ann.call("PUT", "/faults", json={}).status_code == 403
    assert api.call("PUT", "/faults", json={}).status_code == 401


def test_there_are_none_in_production(state_dir: Path) -> None:
    """The path does not even exist."""
    with running_shop(state_dir, HELPLINE_ENVIRONMENT="production") as server:
        assert Api(server.url).as_service().call("PUT", "/faults", json={}).status_code == 404
