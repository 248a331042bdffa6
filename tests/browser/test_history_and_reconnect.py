"""A reload, a lost connection or a restart of the assistant costs the customer nothing."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer


def test_what_was_said_is_there_after_a_reload(customer: Customer, assistant: ProtocolServer) -> None:
    """The same messages, once each, the window open as before, and what comes next arrives."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    assistant.say("Good morning!")
    customer.sees_messages("hello", "Good morning!")

    customer.page.reload()
    customer.sees_messages("hello", "Good morning!")
    assistant.say("Still here.")
    customer.sees_messages("hello", "Good morning!", "Still here.")
    assert len(assistant.conversations) == 1


def test_a_long_history_is_read_to_its_end(customer: Customer, assistant: ProtocolServer) -> None:
    """More than two pages of history come back in order."""
    customer.open()
    customer.write("begin")
    customer.sees("Sent")
    for number in range(230):
        assistant.say(f"line {number}")
    customer.page.reload()
    customer.sees_messages("begin", *(f"line {number}" for number in range(230)))


def test_nothing_is_lost_while_the_connection_is_away(customer: Customer, assistant: ProtocolServer) -> None:
    """What is said between two connections is replayed after the last number, and only once."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    for number in range(5):
        assistant.say(f"before {number}")
        assistant.cut()
        assistant.say(f"while away {number}")
    expected = [f"{when} {number}" for number in range(5) for when in ("before", "while away")]
    customer.sees_messages("hello", *expected, seconds=30)
    assert len({call.headers["Last-Event-ID"] for call in assistant.sent("/events", "GET")}) > 1


def test_a_lost_connection_is_said_and_taken_back(customer: Customer, assistant: ProtocolServer) -> None:
    """Only when it lasts; the words go as soon as the connection is back."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    assistant.stop()
    expect(customer.status).to_contain_text("Reconnecting", timeout=10_000)

    assistant.start()
    assistant.say("I am back.")
    customer.sees_messages("hello", "I am back.", seconds=40)
    expect(customer.status).to_have_text("")


def test_an_expired_token_begins_a_new_conversation_and_the_message_arrives(
    customer: Customer, assistant: ProtocolServer
) -> None:
    """What was said stays readable, and says that it is the past."""
    customer.open()
    customer.write("first")
    customer.sees("Sent")
    assistant.conversation.token = "no longer this one"
    customer.write("second")
    customer.sees("A new one starts here")
    customer.has_sent("first", "second")
    assert [event[1]["text"] for event in assistant.conversation.events] == ["second"]
    assert len(assistant.conversations) == 2


def test_the_token_never_appears_in_an_address(customer: Customer, assistant: ProtocolServer) -> None:
    """It travels in the Authorization header alone."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    customer.page.reload()
    customer.sees_messages("hello")
    token = assistant.conversation.token
    assert all(token not in call.path + call.query for call in assistant.calls)
    assert token not in customer.page.url
