"""Customers see themselves; the staff sees any, and it is written down."""

from __future__ import annotations

from sqlalchemy import text

from shop.database import transaction
from tests.shop.api import Api, is_problem


def test_me_is_the_tokens_customer(ann: Api) -> None:
    """Payment methods show kind, brand, last four digits and a gift card's balance."""
    me = ann.get("/customers/me").json()
    assert (me["id"], me["first_name"], me["email"]) == ("c_100", "Ann", "ann@example.com")
    assert me["address"]["city"] == "Denver"
    assert [method["kind"] for method in me["payment_methods"]] == ["credit_card", "gift_card", "paypal"]
    assert me["payment_methods"][0]["last_four"] == "9212"
    assert me["payment_methods"][1]["balance"] == {"amount": "40.00", "currency": "USD"}


def test_a_service_is_nobody(service: Api) -> None:
    """It has no account."""
    is_problem(service.get("/customers/me"), 403, "caller_not_allowed")


def test_customers_do_not_see_each_other(ben: Api) -> None:
    """Not even themselves by id: that is for the staff."""
    for path in ("/customers/c_100", "/customers/c_101", "/customers/c_100/orders"):
        is_problem(ben.get(path), 403, "caller_not_allowed")


def test_staff_sees_a_customer_and_their_orders(staff: Api) -> None:
    """Both looks are in the audit trail, with the agent's name."""
    assert staff.get("/customers/c_101").json()["last_name"] == "Ode"
    assert [order["number"] for order in staff.get("/customers/c_101/orders").json()["items"]] == ["100045"]
    with transaction() as connection:
        rows = connection.execute(text("SELECT actor, action, subject FROM shop.audit ORDER BY id DESC LIMIT 2")).all()
    assert {tuple(row) for row in rows} == {
        ("staff:dana", "orders_read", "c_101"),
        ("staff:dana", "customer_read", "c_101"),
    }


def test_an_unknown_customer_is_not_there(staff: Api) -> None:
    """For the account and for the orders."""
    is_problem(staff.get("/customers/c_999"), 404, "customer_not_found")
    is_problem(staff.get("/customers/c_999/orders"), 404, "customer_not_found")
