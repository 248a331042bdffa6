"""A write happens once per key; its first answer is given again."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from shop.database import transaction
from tests.shop.api import Api, exported_order, gift_balance, is_problem

_TICKET = {"subject": "Hello", "body": "Is anyone there?"}


def test_the_same_key_gives_the_same_answer(ann: Api) -> None:
    """The second call changes nothing and says that it is a replay."""
    first, second = ann.cancel("#W7654321", key="k1"), ann.cancel("#W7654321", key="k1")
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert gift_balance() == "60.00"


def test_a_refusal_is_replayed_too(ann: Api) -> None:
    """Also after the state has changed."""
    first = ann.cancel("#W7654322", key="k2")
    with transaction() as connection:
        connection.execute(text("UPDATE shop.orders SET status = 'pending' WHERE number = '#W7654322'"))
    second = ann.cancel("#W7654322", key="k2")
    assert is_problem(first, 409, "order_not_pending") == is_problem(second, 409, "order_not_pending")


@pytest.mark.parametrize(("number", "reason"), [("#W7654321", "ordered by mistake"), ("A-1001", "no longer needed")])
def test_the_same_key_with_another_request_is_refused(ann: Api, number: str, reason: str) -> None:
    """Another body or another order."""
    ann.cancel("#W7654321", key="k3")
    is_problem(ann.cancel(number, key="k3", reason=reason), 409, "key_reused")


def test_a_key_belongs_to_its_caller(ann: Api, ben: Api) -> None:
    """Somebody else's same key neither replays nor blocks."""
    assert ann.cancel("#W7654321", key="k4").status_code == 200
    assert ben.cancel("100045", key="k4").status_code == 200


def test_a_key_holds_across_a_new_token(api: Api) -> None:
    """It is the customer's, not the token's."""
    first = api.as_customer("c_100").cancel("#W7654321", key="k5")
    again = api.as_customer("c_100").cancel("#W7654321", key="k5")
    assert again.json() == first.json()


def test_a_key_in_flight_is_in_progress(ann: Api) -> None:
    """While the order's row is held, the first request waits and the second hears so; then it is done once."""
    with ThreadPoolExecutor(1) as pool:
        with transaction() as connection:
            connection.execute(text("SELECT 1 FROM shop.orders WHERE number = '#W7654321' FOR UPDATE"))
            first = pool.submit(ann.cancel, "#W7654321", key="k6")
            deadline = time.monotonic() + 4
            while ann.get("/effects/k6").json().get("state") != "in_progress" and time.monotonic() < deadline:
                time.sleep(0.01)
            seen = ann.get("/effects/k6")
            assert seen.json().get("state") == "in_progress", seen.text
            is_problem(ann.cancel("#W7654321", key="k6"), 409, "in_progress")
        assert first.result().status_code == 200
    assert ann.get("/effects/k6").json()["state"] == "done"
    assert len(exported_order("#W7654321")["payments"]) == 4


def test_the_same_key_many_times_at_once_has_one_effect(ann: Api) -> None:
    """Every answer is the first one or `in_progress`."""
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: ann.cancel("#W7654321", key="k7"), range(10)))
    assert {(one.status_code, one.json().get("code")) for one in answers} <= {(200, None), (409, "in_progress")}
    assert any(one.status_code == 200 for one in answers)
    assert gift_balance() == "60.00"


@pytest.mark.parametrize("path", ["/orders/100045/cancellation", "/tickets", "/tickets/T-1001/comments"])
def test_every_write_needs_a_key(ann: Api, path: str) -> None:
    """Without one nothing is done."""
    body = {"reason": "no longer needed"} if "orders" in path else _TICKET if path == "/tickets" else {"body": "x"}
    is_problem(ann.post(path, json=body), 422, "idempotency_key_missing")


@pytest.mark.parametrize("key", ["x" * 256, "tab\there"])
def test_a_key_must_be_a_key(ann: Api, key: str) -> None:
    """At most 255 printable characters."""
    is_problem(ann.write("/tickets", _TICKET, key=key), 422, "idempotency_key_malformed")


def test_results_are_forgotten_after_seven_days(ann: Api) -> None:
    """What is kept longer would be a record of the customer without a purpose."""
    from shop.expiry import forget

    ann.write("/tickets", _TICKET, key="k8")
    with transaction() as connection:
        connection.execute(text("UPDATE shop.idempotency_records SET created_at = now() - interval '8 days'"))
    forget()
    is_problem(ann.get("/effects/k8"), 404, "effect_not_found")
