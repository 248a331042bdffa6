"""Orders are shown to their customer; a recognised guest sees status and shipments of one."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from shop.database import transaction
from tests.shop.api import Api, is_problem


def test_orders_come_newest_first(ann: Api) -> None:
    """Those without a date come last."""
    orders = ann.get("/orders").json()
    assert [order["number"] for order in orders["items"]] == ["#W7654321", "#W7654322", "A-1001"]
    assert orders["next"] is None


def test_an_order_is_complete(ann: Api) -> None:
    """Items, payments, shipments, address, and what is not there yet."""
    order = ann.get("/orders/%23W7654322").json()
    assert order["total"] == {"amount": "50.88", "currency": "USD"}
    assert order["items"][0]["options"] == {"color": "blue", "size": "M"}
    assert order["payments"][0]["method"]["last_four"] == "9212"
    assert order["shipments"][0]["eta"] == "2026-11-24T17:00:00Z"
    assert order["placed_at"] == "2026-11-02T10:00:00Z"
    assert order["address"]["postcode"] == "80279"
    assert (order["refunds"], order["cancellation"], order["returns"], order["exchanges"]) == ([], None, [], [])


@pytest.mark.parametrize(
    "typed", ["%23W7654321", "W7654321", "w7654321", "%23%20w765%204321", "W-7654321", "%23W7654321%20"]
)
def test_a_number_is_found_as_people_type_it(ann: Api, typed: str) -> None:
    """With or without '#', in any case, with spaces."""
    assert ann.get(f"/orders/{typed}").json()["number"] == "#W7654321"


def test_orders_are_filtered_by_status(ann: Api) -> None:
    """And by nothing that is no status."""
    assert [order["number"] for order in ann.get("/orders", status="shipped").json()["items"]] == ["#W7654322"]
    is_problem(ann.get("/orders", status="lost"), 422, "malformed")


def test_orders_are_paged(ann: Api) -> None:
    """Page by page every order comes once."""
    seen, cursor = [], None
    for _ in range(3):
        page = ann.get("/orders", limit=1, **({"cursor": cursor} if cursor else {})).json()
        seen += [order["number"] for order in page["items"]]
        cursor = page["next"]
    assert seen == ["#W7654321", "#W7654322", "A-1001"]
    assert cursor is None


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WyIxIl0", "eyJhIjoxfQ", "WyJcdTAwMDAiLCAiMSJd", "[", "é"])
def test_a_cursor_comes_from_a_page(ann: Api, cursor: str) -> None:
    """Anything else is refused."""
    is_problem(ann.get("/orders", cursor=cursor), 422, "cursor_malformed")


@pytest.mark.parametrize("limit", [0, 101, -1, "many"])
def test_a_page_has_one_to_a_hundred_orders(ann: Api, limit: object) -> None:
    """The limit has limits."""
    is_problem(ann.get("/orders", limit=limit), 422, "malformed")


def test_somebody_elses_order_is_like_an_unknown_one(ben: Api) -> None:
    """Word for word."""
    other, unknown = ben.get("/orders/%23W7654321"), ben.get("/orders/%23W0000000")
    is_problem(other, 404, "order_not_found")
    assert other.json() == unknown.json()


def test_a_recognised_guest_sees_status_and_shipments(api: Api) -> None:
    """Nothing else of the order: no name, no address, no price."""
    order = api.as_recognised("W7654322", "80279").get("/orders/w7654322").json()
    assert set(order) == {"number", "status", "shipments"}
    assert order["shipments"][0]["tracking_number"] == "990011223344"


@pytest.mark.parametrize(
    "path", ["/orders", "/orders/A-1001", "/orders/none", "/customers/me", "/tickets", "/tickets/T-1001"]
)
def test_a_recognised_guest_sees_nothing_else(api: Api, path: str) -> None:
    """Whether or not it exists."""
    is_problem(api.as_recognised("W7654322", "80279").get(path), 403, "level_too_low")


def test_a_service_sees_no_orders(service: Api) -> None:
    """Neither the list nor one."""
    is_problem(service.get("/orders"), 403, "caller_not_allowed")
    is_problem(service.get("/orders/A-1001"), 403, "caller_not_allowed")


def test_staff_sees_an_order_and_is_audited(staff: Api) -> None:
    """Any customer's."""
    assert staff.get("/orders/W7654321").json()["customer_id"] == "c_100"
    with transaction() as connection:
        row = connection.execute(text("SELECT actor, action, subject FROM shop.audit ORDER BY id DESC LIMIT 1")).one()
    assert tuple(row) == ("staff:dana", "order_read", "#W7654321")
