"""Customers change, export and erase their account; a new password is mailed to whoever has one."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shop import mailbox
from shop.database import transaction
from shop.export import export
from tests.shop.api import Api, is_problem

ADDRESS = {"line1": "12 Oak St", "line2": "", "city": "Boulder", "state": "CO", "country": "USA", "postcode": "80301"}


def send(caller: Api, method: str, body: dict[str, Any], *, path: str = "", **params: Any) -> httpx.Response:
    headers = {"Idempotency-Key": f"{method}{path}{body}"}
    return caller.call(method, f"/customers/me{path}", json=body, params=params, headers=headers)


def account(customer_id: str = "c_100") -> dict[str, Any]:
    """An account as the database has it."""
    found: dict[str, Any] = next(each for each in export()["customers"] if each["id"] == customer_id)
    return found


def mails(email: str) -> list[tuple[str, str]]:
    """What was mailed to an address: subjects and bodies."""
    with transaction() as connection:
        return [(mail.subject, mail.body) for mail in mailbox.read(connection, email)]


@pytest.mark.parametrize(
    "change", [{"first_name": "Anne"}, {"last_name": "Stone"}, {"newsletter": True}, {"address": ADDRESS}]
)
def test_an_account_changes_as_shown(ann: Api, change: dict[str, Any]) -> None:
    """The preview names what would change and changes nothing; the write does just that."""
    before = account()
    shown = send(ann, "PATCH", change, preview="true").json()
    assert shown["after"] == change
    assert account() == before
    answer = send(ann, "PATCH", {**change, "preview_id": shown["preview_id"]})
    assert answer.status_code == 200
    assert account() == {**before, **change}


def test_what_is_like_that_already(ann: Api) -> None:
    """There is nothing to do, and it is said."""
    is_problem(send(ann, "PATCH", {"first_name": "Ann"}), 409, "nothing_to_change")


def test_an_address_is_checked(ann: Api) -> None:
    """The same as an order's."""
    problem = is_problem(send(ann, "PATCH", {"address": {**ADDRESS, "postcode": "1"}}), 422, "address_invalid")
    assert problem["field"] == "postcode"


@pytest.mark.parametrize(("method", "path"), [("PATCH", ""), ("DELETE", ""), ("POST", "/export")])
def test_only_a_verified_customer_may(api: Api, method: str, path: str) -> None:
    """A recognised guest, and the assistant itself, may not."""
    for caller in (api.as_recognised("#W7654321", "80279"), api.as_service()):
        answer = send(caller, method, {"first_name": "X"} if method == "PATCH" else {}, path=path)
        assert answer.status_code == 403


def test_an_export_is_a_mailed_link_to_everything(ann: Api) -> None:
    """To the address on file; the link holds account, orders and tickets of this customer only."""
    assert send(ann, "POST", {}, path="/export").status_code == 202
    [(_, body)] = mails("ann@example.com")
    link = next(word for word in body.split() if word.startswith("http"))
    document = httpx.get(link, timeout=10).json()
    assert document["customer"]["email"] == "ann@example.com"
    assert {order["customer_id"] for order in document["orders"]} == {"c_100"}
    assert [ticket["number"] for ticket in document["tickets"]] == ["T-1001"]


def test_an_erased_customer_is_gone(ann: Api) -> None:
    """With orders, tickets and mails; the token opens nothing any more, and one last mail says so."""
    shown = send(ann, "DELETE", {}, preview="true").json()
    assert (shown["open_orders"], shown["gift_card_balance"]["amount"]) == (2, "40.00")
    assert account()["id"] == "c_100"
    answer = send(ann, "DELETE", {"preview_id": shown["preview_id"]})
    assert (answer.status_code, answer.json()) == (202, {"state": "erasing"})
    left = export()
    assert "c_100" not in str(left)
    assert ann.get("/customers/me").status_code in (401, 404)
    assert [subject for subject, _ in mails("ann@example.com")] == ["Your account was deleted"]


def test_a_deletion_that_would_lose_something_else_is_stale(ann: Api) -> None:
    """An order came in between."""
    shown = send(ann, "DELETE", {}, preview="true").json()
    ann.cancel("#W7654321")
    is_problem(send(ann, "DELETE", {"preview_id": shown["preview_id"]}), 409, "preview_stale")


def test_a_password_link_tells_nobody_who_has_an_account(service: Api) -> None:
    """The answer is the same; only a real account gets a mail, three in an hour."""
    answers = [service.post("/password-resets", json={"email": "ann@example.com"}) for _ in range(4)]
    answers.append(service.post("/password-resets", json={"email": "nobody@example.com"}))
    assert {(each.status_code, each.text) for each in answers} == {(202, '{"state":"mailed"}')}
    assert len(mails("ann@example.com")) == 3
    assert mails("nobody@example.com") == []


def test_a_customer_asks_for_passwords_through_the_service_only(ann: Api) -> None:
    """Not with a customer's token."""
    assert ann.post("/password-resets", json={"email": "ann@example.com"}).status_code == 403


def code_mailed_to(email: str) -> str:
    """The six digits of the last mail."""
    return next(word.strip(".") for word in mails(email)[-1][1].split() if word.strip(".").isdigit())


def test_an_email_changes_by_the_code_sent_there(ann: Api) -> None:
    """The old address is told; the code works once."""
    begun = send(ann, "POST", {"email": "new@example.com"}, path="/email-change")
    assert begun.status_code == 202
    proof = {"verification_id": begun.json()["verification_id"], "code": code_mailed_to("new@example.com")}
    assert account()["email"] == "ann@example.com"
    assert send(ann, "POST", proof, path="/email-change").json()["email"] == "new@example.com"
    assert account()["email"] == "new@example.com"
    assert mails("ann@example.com")[-1][0] == "Your e-mail address was changed"


def test_a_wrong_code_changes_no_email_and_counts(ann: Api) -> None:
    """After five attempts the right one is spent too."""
    begun = send(ann, "POST", {"email": "new@example.com"}, path="/email-change").json()
    right = code_mailed_to("new@example.com")
    wrong = [f"{(int(right) + step) % 1_000_000:06d}" for step in range(1, 6)]
    for code in wrong:
        proof = {"verification_id": begun["verification_id"], "code": code}
        is_problem(send(ann, "POST", proof, path="/email-change"), 403, "code_wrong")
    proof = {"verification_id": begun["verification_id"], "code": right}
    is_problem(send(ann, "POST", proof, path="/email-change"), 403, "code_expired")
    assert account()["email"] == "ann@example.com"


def test_a_taken_address_gets_no_code_and_nobody_learns_it(ann: Api) -> None:
    """The answer looks the same."""
    begun = send(ann, "POST", {"email": "ben@example.com"}, path="/email-change")
    assert begun.status_code == 202
    assert mails("ben@example.com") == []


def test_the_code_of_a_change_signs_nobody_in(api: Api, ann: Api) -> None:
    """And somebody else cannot use it for their account."""
    begun = send(ann, "POST", {"email": "new@example.com"}, path="/email-change").json()
    proof = {"verification_id": begun["verification_id"], "code": code_mailed_to("new@example.com")}
    is_problem(api.tokens(**proof), 403, "code_expired")
    ben = api.as_customer("c_101")
    is_problem(send(ben, "POST", proof, path="/email-change"), 403, "code_wrong")
