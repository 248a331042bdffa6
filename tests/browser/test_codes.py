"""A one-time code has a field of its own, and leaves no trace in the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.protocol_calls import Fault
from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer


@pytest.fixture
def asked(customer: Customer, assistant: ProtocolServer) -> Customer:
    """A customer who is asked for the code that was mailed."""
    customer.open()
    customer.write("ann@example.com")
    customer.sees("Sent")
    assistant.say("I have sent you a code. What is it?", meta={"response": "utter_ask_code", "asks": "identity_code"})
    expect(customer.code).to_be_visible()
    return customer


def test_the_code_is_sent_as_a_code_and_shown_as_dots(asked: Customer, assistant: ProtocolServer) -> None:
    """Six digits by keyboard alone; the ordinary field is back afterwards."""
    expect(asked.code).to_be_focused()
    asked.page.keyboard.type("12 34-56")
    asked.page.keyboard.press("Enter")
    asked.has_sent("ann@example.com", "••••••")
    body = assistant.sent()[-1].body
    assert {name: value for name, value in body.items() if name != "id"} == {"code": "123456"}
    expect(asked.input).to_be_visible()


def test_a_code_is_never_kept_in_the_browser(asked: Customer, assistant: ProtocolServer) -> None:
    """Not even while it waits to be sent."""
    assistant.faults += [Fault("/messages", status=503)] * 3
    asked.code.fill("987654")
    asked.code.press("Enter")
    asked.sees("Sending")
    kept = asked.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "987654" not in kept
    assert "987654" not in asked.page.content()


def test_an_incomplete_code_is_told_and_not_sent(asked: Customer, assistant: ProtocolServer) -> None:
    """The field stays, marked as wrong."""
    asked.code.fill("123")
    asked.code.press("Enter")
    expect(asked.chat.get_by_text("The code has six digits.")).to_be_visible()
    expect(asked.code).to_have_attribute("aria-invalid", "true")
    assert len(assistant.sent()) == 1


def test_one_can_write_a_message_instead_and_come_back(asked: Customer, assistant: ProtocolServer) -> None:
    """A customer who got no code must be able to say so."""
    asked.chat.get_by_role("button", name="Write a message instead").click()
    expect(asked.input).to_be_focused()
    asked.chat.get_by_role("button", name="Enter the code").click()
    expect(asked.code).to_be_focused()
    asked.chat.get_by_role("button", name="Write a message instead").click()
    asked.write("it did not arrive")
    asked.sees_messages("ann@example.com", "I have sent you a code. What is it?", "it did not arrive")
    expect(asked.code).to_be_hidden()


def test_a_code_that_is_asked_for_is_asked_for_after_a_reload(asked: Customer, assistant: ProtocolServer) -> None:
    """History says what is open."""
    asked.page.reload()
    expect(asked.code).to_be_visible()
    assistant.say("Let us do something else.", turn=50)
    expect(asked.input).to_be_visible()
