"""Items, payment and address of an order change once per key, by its customer, while the rules allow it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shop.database import transaction
from shop.seed import replace_all
from shop.seed_file import parse_seed
from tests.shop.api import Api, exported_order, gift_balance, is_problem
from tests.shop.wardrobe import DELIVERED, LATE, PENDING, UNDATED, wardrobe

ADDRESS = {"line1": "12 Oak St", "line2": "", "city": "Boulder", "state": "CO", "country": "USA", "postcode": "80301"}


@pytest.fixture(autouse=True)
def stocked(api: Api) -> None:
    """Every test starts from the wardrobe."""
    with transaction() as connection:
        replace_all(connection, parse_seed(wardrobe()))


def send(caller: Api, number: str, part: str, body: dict[str, Any], **more: Any) -> httpx.Response:
    """One write; `preview="true"` shows it instead."""
    method = "PUT" if part in ("address", "payment-method") else "POST"
    path = f"/orders/{number.replace('#', '%23')}/{part}"
    key = more.pop("key", None) or f"{number}-{part}-{hash(str(body))}"
    return caller.call(method, path, json=body, params=more, headers={"Idempotency-Key": key})


def swaps(*pairs: tuple[str, str], method: str = "card_1", **more: str) -> dict[str, Any]:
    items = [{"item_id": item, "new_variant_id": variant} for item, variant in pairs]
    return {"items": items, "payment_method_id": method, **more}


def returned(*items: str, method: str = "card_1") -> dict[str, Any]:
    return {"items": [{"item_id": item} for item in items], "payment_method_id": method}


REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "item-changes": (PENDING, swaps(("i_1", "s_green_l"))),
    "exchanges": (DELIVERED, swaps(("i_1", "s_green_l"))),
    "returns": (DELIVERED, returned("i_1")),
    "address": (PENDING, ADDRESS),
    "payment-method": (PENDING, {"payment_method_id": "pp_1"}),
}
parts = pytest.mark.parametrize("part", REQUESTS)


@parts
def test_a_preview_changes_nothing(ann: Api, part: str) -> None:
    """It needs no key, and the write takes its id."""
    number, body = REQUESTS[part]
    before, balance = exported_order(number), gift_balance()
    shown = send(ann, number, part, body, preview="true")
    assert shown.status_code == 200, shown.text
    assert (exported_order(number), gift_balance()) == (before, balance)
    written = send(ann, number, part, {**body, "preview_id": shown.json()["preview_id"]})
    assert written.status_code == 200, written.text
    assert exported_order(number) != before


@parts
def test_a_preview_of_something_else_is_stale(ann: Api, part: str) -> None:
    """What is done is what was shown."""
    number, body = REQUESTS[part]
    before = exported_order(number)
    is_problem(send(ann, number, part, {**body, "preview_id": "another"}), 409, "preview_stale")
    assert exported_order(number) == before


@parts
def test_a_key_has_one_effect(ann: Api, part: str) -> None:
    """Sent again it is the first result; with another body it is refused."""
    number, body = REQUESTS[part]
    first = send(ann, number, part, body, key="one")
    after = exported_order(number)
    assert send(ann, number, part, body, key="one").json() == first.json()
    assert exported_order(number) == after
    other = {**body, "preview_id": "x"}
    is_problem(send(ann, number, part, other, key="one"), 409, "key_reused")


@parts
def test_somebody_elses_order_is_not_there(ben: Api, part: str) -> None:
    """Neither shown nor changed."""
    number, body = REQUESTS[part]
    before = exported_order(number)
    is_problem(send(ben, number, part, body), 404, "order_not_found")
    is_problem(send(ben, number, part, body, preview="true"), 404, "order_not_found")
    assert exported_order(number) == before


@parts
def test_a_recognised_guest_changes_nothing(api: Api, part: str) -> None:
    """Status and shipments are all there is at that level."""
    number, body = REQUESTS[part]
    guest = api.as_recognised(number, "80279")
    is_problem(send(guest, number, part, body), 403, "level_too_low")


@pytest.mark.parametrize(
    ("part", "number", "code"),
    [
        ("item-changes", DELIVERED, "order_not_pending"),
        ("address", DELIVERED, "order_not_pending"),
        ("payment-method", DELIVERED, "order_not_pending"),
        ("returns", PENDING, "order_not_delivered"),
        ("exchanges", PENDING, "order_not_delivered"),
        ("returns", LATE, "return_window_over"),
        ("exchanges", LATE, "return_window_over"),
    ],
)
def test_the_state_decides(ann: Api, part: str, number: str, code: str) -> None:
    """The same for preview and write."""
    body = REQUESTS[part][1]
    is_problem(send(ann, number, part, body, preview="true"), 409, code)
    is_problem(send(ann, number, part, body), 409, code)


def test_changed_items_are_what_was_asked(ann: Api) -> None:
    """The item keeps its id, takes options and price, and the difference is charged."""
    answer = send(ann, PENDING, "item-changes", swaps(("i_1", "s_green_l"), ("i_2", "m_black")))
    assert answer.json()["status"] == "pending_modified"
    kept = exported_order(PENDING)
    assert [(item["id"], item["variant_id"], item["price"]) for item in kept["items"]] == [
        ("i_1", "s_green_l", "25.00"),
        ("i_2", "m_black", "9.00"),
    ]
    assert kept["payments"][1:] == [{"kind": "payment", "amount": "5.00", "payment_method_id": "card_1"}]


def test_cheaper_items_bring_money_back_to_a_gift_card_at_once(ann: Api) -> None:
    """A negative difference is a refund."""
    shown = send(ann, PENDING, "item-changes", swaps(("i_1", "s_grey_l"), method="gift_1"), preview="true").json()
    assert shown["difference"]["amount"] == "-8.00"
    assert (shown["settlement"]["kind"], shown["settlement"]["days"]) == ("refund", [0, 0])
    send(ann, PENDING, "item-changes", swaps(("i_1", "s_grey_l"), method="gift_1"))
    assert gift_balance() == "48.00"


def test_items_change_once(ann: Api) -> None:
    """After that neither again, nor a cancellation, nor another payment; the address still can."""
    send(ann, PENDING, "item-changes", swaps(("i_2", "m_black")))
    is_problem(send(ann, PENDING, "item-changes", swaps(("i_1", "s_green_l"))), 409, "order_not_pending")
    is_problem(ann.cancel(PENDING), 409, "order_not_pending")
    is_problem(send(ann, PENDING, "payment-method", {"payment_method_id": "pp_1"}), 409, "order_not_pending")
    assert send(ann, PENDING, "address", ADDRESS).status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (swaps(("i_1", "s_red_l")), "item_unavailable"),
        (swaps(("i_1", "m_black")), "variant_unknown"),
        (swaps(("i_1", "s_blue_m")), "same_variant"),
        (swaps(("i_9", "s_green_l")), "item_unknown"),
        (swaps(("i_1", "s_green_l"), ("i_1", "s_blue_l")), "duplicate_item"),
        (swaps(), "nothing_to_change"),
        (swaps(("i_1", "s_green_l"), method="card_2"), "payment_method_unknown"),
        (swaps(("i_1", "s_gold_l"), method="gift_1"), "gift_card_too_small"),
    ],
)
@pytest.mark.parametrize(("part", "number"), [("item-changes", PENDING), ("exchanges", DELIVERED)])
def test_what_cannot_be_swapped(ann: Api, part: str, number: str, body: dict[str, Any], code: str) -> None:
    """Each reason has its code, and nothing has changed."""
    before = exported_order(number)
    problem = is_problem(send(ann, number, part, body), 409, code)
    if code == "gift_card_too_small":
        assert (problem["balance"]["amount"], problem["needed"]["amount"]) == ("40.00", "75.00")
    assert exported_order(number) == before


def test_an_exchange_moves_no_money_yet(ann: Api) -> None:
    """It is noted with its difference, a label is mailed, and it can be asked for once."""
    answer = send(ann, DELIVERED, "exchanges", swaps(("i_1", "s_green_l"), method="pp_1"))
    assert answer.json()["status"] == "exchange_requested"
    kept = exported_order(DELIVERED)
    assert kept["exchanges"][0]["difference"] == "5.00"
    assert len(kept["payments"]) == 1
    again = send(ann, DELIVERED, "exchanges", swaps(("i_2", "m_black")))
    is_problem(again, 409, "order_not_delivered")


def test_a_return_is_noted_and_pays_when_the_goods_are_back(ann: Api) -> None:
    """To the original method or a gift card of the customer; nothing moves yet."""
    shown = send(ann, DELIVERED, "returns", returned("i_1", "i_2"), preview="true").json()
    assert (shown["total"]["amount"], shown["refund"]["payment_method_id"]) == ("29.00", "card_1")
    send(ann, DELIVERED, "returns", returned("i_1", method="gift_1"))
    kept = exported_order(DELIVERED)
    assert kept["returns"] == [{"item_ids": ["i_1"], "payment_method_id": "gift_1"}]
    assert (kept["status"], gift_balance()) == ("return_requested", "40.00")


def test_a_return_pays_nowhere_else(ann: Api) -> None:
    """PayPal did not pay this order; the answer names what may be chosen."""
    problem = is_problem(
        send(ann, DELIVERED, "returns", returned("i_1", method="pp_1")), 409, "payment_method_not_allowed"
    )
    assert problem["allowed"] == ["card_1", "gift_1"]


def test_without_a_day_of_delivery_there_is_no_limit(ann: Api) -> None:
    """And the order says no day."""
    assert ann.get("/orders/W1000004").json()["returnable_until"] is None
    assert send(ann, UNDATED, "returns", returned("i_1")).status_code == 200


def test_the_order_says_how_long_it_can_be_returned(ann: Api) -> None:
    """Only while it is delivered."""
    assert ann.get("/orders/W1000002").json()["returnable_until"] is not None
    assert ann.get("/orders/W1000001").json()["returnable_until"] is None


def test_another_payment_refunds_the_old_one(ann: Api) -> None:
    """What was paid goes back, the new method is charged."""
    send(ann, PENDING, "payment-method", {"payment_method_id": "gift_1"})
    assert exported_order(PENDING)["payments"][1:] == [
        {"kind": "refund", "amount": "29.00", "payment_method_id": "card_1"},
        {"kind": "payment", "amount": "29.00", "payment_method_id": "gift_1"},
    ]
    assert gift_balance() == "11.00"


@pytest.mark.parametrize(("method", "code"), [("card_1", "same_payment_method"), ("card_2", "payment_method_unknown")])
def test_what_cannot_pay(ann: Api, method: str, code: str) -> None:
    """The same one, or somebody else's."""
    is_problem(send(ann, PENDING, "payment-method", {"payment_method_id": method}), 409, code)


def test_an_address_is_checked_and_kept(ann: Api) -> None:
    """Postcode and state against the country."""
    send(ann, PENDING, "address", ADDRESS)
    assert exported_order(PENDING)["address"] == ADDRESS
    is_problem(send(ann, PENDING, "address", ADDRESS, key="again"), 409, "same_address")
    for field, value in (("postcode", "10001"), ("state", "XX"), ("postcode", "123")):
        problem = is_problem(send(ann, PENDING, "address", {**ADDRESS, field: value}), 422, "address_invalid")
        assert problem["field"] == field


def test_an_invoice_is_a_link_that_works_for_a_while(ann: Api, ben: Api) -> None:
    """For whoever has it; a forged one opens nothing, and somebody else gets none."""
    link = ann.get("/orders/W1000001/invoice").json()
    page = httpx.get(link["url"], timeout=10)
    assert page.status_code == 200
    assert "29.00" in page.text
    assert "T-Shirt" in page.text
    assert httpx.get(link["url"][:-3] + "abc", timeout=10).status_code == 404
    is_problem(ben.get("/orders/W1000001/invoice"), 404, "order_not_found")
