"""An order is cancelled once, by its customer, while it is pending; every payment goes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from shop.database import transaction
from tests.shop.api import Api, exported_order, gift_balance, is_problem


def test_cancelling_refunds_every_payment(ann: Api) -> None:
    """The gift card has its money at once, the card within 5 to 7 business days."""
    answer = ann.cancel("#W7654321", reason="ordered by mistake")
    assert answer.status_code == 200
    order = answer.json()
    assert order["status"] == "cancelled"
    assert [(part["amount"]["amount"], part["days"]) for part in order["refunds"]] == [
        ("20.00", [0, 0]),
        ("30.88", [5, 7]),
    ]
    kept = exported_order("#W7654321")
    assert kept["status"] == "cancelled"
    assert kept["cancellation"] == {"reason": "ordered by mistake"}
    assert kept["payments"][2:] == [
        {"kind": "refund", "amount": "20.00", "payment_method_id": "gift_1"},
        {"kind": "refund", "amount": "30.88", "payment_method_id": "card_1"},
    ]
    assert gift_balance() == "60.00"


def test_twenty_cancellations_at_once_have_one_effect(ann: Api) -> None:
    """Each has a key of its own; one is done, the others hear that the order is not pending."""
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: ann.cancel("#W7654321"), range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 19
    assert {answer.json().get("code") for answer in answers if answer.status_code == 409} == {"order_not_pending"}
    assert len(exported_order("#W7654321")["payments"]) == 4
    assert gift_balance() == "60.00"


def test_a_preview_changes_nothing(ann: Api) -> None:
    """It says what would happen, and needs no key."""
    answer = ann.preview("#W7654321")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["order_number"], shown["status"], shown["total"]["amount"]) == ("#W7654321", "cancelled", "50.88")
    assert [part["method"]["kind"] for part in shown["refunds"]] == ["gift_card", "credit_card"]
    assert exported_order("#W7654321")["status"] == "pending"
    assert gift_balance() == "40.00"


def test_the_write_takes_the_id_of_its_preview(ann: Api) -> None:
    """Shown and done are the same."""
    preview_id = ann.preview("#W7654321").json()["preview_id"]
    assert ann.cancel("#W7654321", preview_id=preview_id).status_code == 200


def test_a_preview_that_no_longer_holds_is_stale(ann: Api) -> None:
    """The order's payments changed after they were shown."""
    preview_id = ann.preview("#W7654321").json()["preview_id"]
    with transaction() as connection:
        connection.execute(text("UPDATE shop.payments SET amount = 31.88 WHERE payment_method_id = 'card_1'"))
    is_problem(ann.cancel("#W7654321", preview_id=preview_id), 409, "preview_stale")
    assert exported_order("#W7654321")["status"] == "pending"


@pytest.mark.parametrize("other", [{"reason": "ordered by mistake"}, {"number": "100045"}])
def test_a_preview_fits_its_own_request_only(api: Api, ann: Api, other: dict[str, str]) -> None:
    """Another reason or another order was not what the customer saw."""
    preview_id = ann.preview("#W7654321").json()["preview_id"]
    asker = api.as_customer("c_101") if "number" in other else ann
    number, reason = other.get("number", "#W7654321"), other.get("reason", "no longer needed")
    is_problem(asker.cancel(number, reason=reason, preview_id=preview_id), 409, "preview_stale")


@pytest.mark.parametrize("number", ["#W7654322", "A-1001"])
def test_only_a_pending_order_can_be_cancelled(ann: Api, number: str) -> None:
    """Write and preview give the same reason."""
    for answer in (ann.cancel(number), ann.preview(number)):
        assert is_problem(answer, 409, "order_not_pending")["order_status"] in ("shipped", "delivered")


@pytest.mark.parametrize("reason", ["", "I changed my mind", "No longer needed", None, 7])
def test_only_two_reasons_count(ann: Api, reason: object) -> None:
    """Exactly as the policy writes them."""
    is_problem(ann.write("/orders/%23W7654321/cancellation", {"reason": reason}), 422, "malformed")


def test_somebody_elses_order_is_not_there(ben: Api) -> None:
    """The same answer as for a number that does not exist."""
    other, unknown = ben.cancel("#W7654321"), ben.cancel("#W0000000")
    is_problem(other, 404, "order_not_found")
    assert other.json() == unknown.json()
    assert exported_order("#W7654321")["status"] == "pending"


def test_a_recognised_guest_cannot_cancel(api: Api) -> None:
    """Not even the one order."""
    guest = api.as_recognised("W7654321", "80279")
    is_problem(guest.cancel("#W7654321"), 403, "level_too_low")
    is_problem(guest.preview("#W7654321"), 403, "level_too_low")


def test_a_service_cannot_cancel(service: Api) -> None:
    """The assistant has no rights of its own over orders."""
    is_problem(service.cancel("#W7654321"), 403, "caller_not_allowed")


def test_staff_cancels_and_is_audited(staff: Api) -> None:
    """The trail names the agent and the order."""
    assert staff.cancel("#W7654321").status_code == 200
    with transaction() as connection:
        rows = connection.execute(text("SELECT actor, action FROM shop.audit WHERE subject = '#W7654321' ORDER BY id"))
        assert tuple(rows.all()[-1]) == ("staff:dana", "order_cancelled")


def test_a_part_that_was_refunded_is_not_refunded_again(ann: Api) -> None:
    """After a change of payment the first method already has its money."""
    with transaction() as connection:
        connection.execute(text("INSERT INTO shop.payments VALUES ('#W7654321', 2, 'refund', 20.00, 'gift_1')"))
    answer = ann.cancel("#W7654321")
    assert [part["payment_method_id"] for part in answer.json()["refunds"]] == ["gift_1", "card_1"]
    assert gift_balance() == "40.00"
