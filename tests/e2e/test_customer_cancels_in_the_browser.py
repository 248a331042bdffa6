"""The main job, in front of the page: a signed-in customer finds the last order, cancels it and is refunded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.support.browser import Customer, opened_browser
from tests.support.stack import Stack

WHO, NUMBER = "Emma Fischer", "A-1119"  # of the demo seed: her last order is pending


@pytest.fixture
def customer(stack: Stack) -> Iterator[Customer]:
    """Somebody in front of the demo page of the running stack."""
    stack.command("shop", "seed", "--demo")  # other tests fill the shop otherwise
    with opened_browser() as browser:
        customer = Customer(browser.new_page())
        customer.visit(stack.page_url)
        yield customer


def test_a_signed_in_customer_cancels_the_last_order(customer: Customer, stack: Stack) -> None:
    """The words of the issue, a reason, a yes; the shop's export shows cancellation and refund, once."""
    before = stack.order(NUMBER)
    assert before["status"] == "pending"
    customer.sign_in(WHO)
    customer.open()
    customer.write("where's my last order")
    assert NUMBER in customer.hears("utter_track_order_pending")
    customer.write("cancel it pls")
    customer.hears("utter_cancel_order_ask_reason")
    customer.choose("Ordered by mistake")
    customer.hears("utter_cancel_order_confirm")
    customer.choose("Yes, cancel it")
    customer.hears("utter_cancel_order_done")
    expect(customer.replies).to_have_count(0)

    after = stack.order(NUMBER)
    assert (after["status"], after["cancellation"]) == ("cancelled", {"reason": "ordered by mistake"})
    assert _sum(after, "refund") == _sum(before, "payment")

    said = customer.messages().all_text_contents()
    customer.page.reload()
    customer.sees_messages(*said)


def _sum(order: dict[str, list[dict[str, str]]], kind: str) -> Decimal:
    return sum((Decimal(payment["amount"]) for payment in order["payments"] if payment["kind"] == kind), Decimal(0))
