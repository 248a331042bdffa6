"""Anyone opens a ticket; its customer, the staff and a guest with its address see it."""

from __future__ import annotations

from typing import Any

import pytest

from shop.export import export
from tests.shop.api import Api, is_problem

_DRAFT = {
    "subject": "Broken",
    "body": "It does not work.",
    "category": "complaint",
    "priority": "high",
    "queue": "orders",
}


def test_a_customer_opens_a_ticket(ann: Api, staff: Api) -> None:
    """The order is written as the shop writes it; the handoff document is for the staff only."""
    context = {"schema": "v1", "transcript": [{"text": "hi"}]}
    answer = ann.write("/tickets", {**_DRAFT, "order_number": "w7654322", "context": context})
    assert answer.status_code == 201
    ticket = answer.json()
    assert (ticket["number"], ticket["status"], ticket["order_number"]) == ("T-1003", "open", "#W7654322")
    assert "context" not in {name for name, value in ann.get(f"/tickets/{ticket['number']}").json().items() if value}
    assert staff.get(f"/tickets/{ticket['number']}").json()["context"] == context
    assert next(one for one in export()["tickets"] if one["number"] == "T-1003")["customer_id"] == "c_100"


def test_a_guest_opens_a_ticket_with_an_address(service: Api) -> None:
    """And finds it by number and address, in any case."""
    number = service.write("/tickets", {**_DRAFT, "contact": {"email": "Guest@example.com"}}).json()["number"]
    assert service.get(f"/tickets/{number.lower()}", email="guest@EXAMPLE.com").json()["subject"] == "Broken"


def test_a_guest_without_an_address_cannot(service: Api) -> None:
    """Nobody could answer."""
    is_problem(service.write("/tickets", _DRAFT), 422, "malformed")
    is_problem(service.write("/tickets", {**_DRAFT, "contact": {"email": "nonsense"}}), 422, "malformed")


@pytest.mark.parametrize(
    "fault",
    [
        {"subject": ""},
        {"subject": "x" * 201},
        {"body": "x" * 8001},
        {"priority": "now"},
        {"colour": "red"},
        {"context": []},
    ],
)
def test_a_ticket_has_its_form(ann: Api, fault: dict[str, Any]) -> None:
    """Unknown fields are refused, too."""
    errors = is_problem(ann.write("/tickets", {**_DRAFT, **fault}), 422, "malformed")["errors"]
    assert errors[0]["place"] == f"body.{next(iter(fault))}"


def test_a_ticket_is_about_ones_own_order(ben: Api) -> None:
    """Somebody else's order is not there."""
    is_problem(ben.write("/tickets", {**_DRAFT, "order_number": "W7654321"}), 404, "order_not_found")


def test_tickets_come_newest_first(ann: Api) -> None:
    """Only one's own, page by page."""
    ann.write("/tickets", _DRAFT)
    first = ann.get("/tickets", limit=1).json()
    second = ann.get("/tickets", limit=1, cursor=first["next"]).json()
    assert [page["items"][0]["number"] for page in (first, second)] == ["T-1003", "T-1001"]


def test_somebody_elses_ticket_is_not_there(ben: Api) -> None:
    """Neither to read nor to comment on; the list has none."""
    is_problem(ben.get("/tickets/T-1001"), 404, "ticket_not_found")
    is_problem(ben.write("/tickets/T-1001/comments", {"body": "Mine!"}), 404, "ticket_not_found")
    assert ben.get("/tickets").json()["items"] == []
    is_problem(ben.get("/tickets", customer_id="c_100"), 403, "caller_not_allowed")


def test_a_guests_ticket_needs_its_address(service: Api) -> None:
    """A wrong one is like a wrong number; a customer's ticket is no guest's; without an address nothing."""
    is_problem(service.get("/tickets/T-1002", email="other@example.com"), 404, "ticket_not_found")
    is_problem(service.get("/tickets/T-1001", email="ann@example.com"), 404, "ticket_not_found")
    is_problem(service.get("/tickets/T-1002"), 403, "caller_not_allowed")


def test_guessing_a_guests_address_is_limited(api: Api) -> None:
    """Five wrong ones an hour, then not even the right one."""
    service = api.as_service(**{"X-End-Client": "guesser"})
    for index in range(5):
        is_problem(service.get("/tickets/T-1002", email=f"g{index}@example.com"), 404, "ticket_not_found")
    answer = service.get("/tickets/T-1002", email="guest@example.com")
    is_problem(answer, 429, "too_many_attempts")
    assert 0 < int(answer.headers["Retry-After"]) <= 3600


def test_comments_are_added(ann: Api, staff: Api) -> None:
    """The customer's and the agent's, in order."""
    assert ann.write("/tickets/t-1001/comments", {"body": "Any news?"}).status_code == 201
    staff.write("/tickets/T-1001/comments", {"body": "Yes."})
    comments = ann.get("/tickets/T-1001").json()["comments"]
    assert [(one["author"], one["body"]) for one in comments][1:] == [("customer", "Any news?"), ("agent", "Yes.")]


def test_a_guest_comments_with_the_address(service: Api) -> None:
    """In the body, as the path would be logged."""
    body = {"body": "Hello again", "email": "guest@example.com"}
    assert service.write("/tickets/T-1002/comments", body).json()["comments"][0]["author"] == "customer"


def test_staff_lists_a_customers_tickets(staff: Api) -> None:
    """It has to say whose."""
    assert [one["number"] for one in staff.get("/tickets", customer_id="c_100").json()["items"]] == ["T-1001"]
    is_problem(staff.get("/tickets"), 422, "malformed")


def test_a_recognised_guest_opens_none_by_their_token(api: Api) -> None:
    """The assistant opens it as a guest's."""
    is_problem(api.as_recognised("W7654322", "80279").write("/tickets", _DRAFT), 403, "level_too_low")
