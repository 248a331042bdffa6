"""A conversation can be ended, rated and handed to a person, and the customer sees where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.protocol_calls import Fault
from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer


@pytest.fixture
def talking(customer: Customer) -> Customer:
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    return customer


def test_ending_asks_first_and_then_offers_a_new_conversation(talking: Customer, assistant: ProtocolServer) -> None:
    """Nothing more can be written into what has ended."""
    end = talking.chat.get_by_role("button", name="End conversation")
    end.click()
    talking.chat.get_by_role("button", name="Keep it").click()
    assert not assistant.conversation.ended
    end.click()
    talking.chat.get_by_role("button", name="Yes, end it").click()
    expect(talking.chat.get_by_text("This conversation has ended.")).to_be_visible()
    expect(talking.input).to_be_hidden()
    assert assistant.conversation.ended

    talking.chat.get_by_role("button", name="Start a new conversation").click()
    talking.write("hello again")
    talking.sees_messages("hello again")
    assert len(assistant.conversations) == 2


def test_a_conversation_ended_elsewhere_is_noticed_when_writing(talking: Customer, assistant: ProtocolServer) -> None:
    """409 with its code, in the chat's words."""
    assistant.faults.append(Fault("/messages", status=409, code="conversation_ended"))
    talking.write("still there?")
    talking.sees("Not sent: this conversation has ended.")
    expect(talking.chat.get_by_role("button", name="Start a new conversation")).to_be_visible()


def test_an_ended_conversation_is_still_ended_after_a_reload(talking: Customer, assistant: ProtocolServer) -> None:
    """And is not asked for events for ever."""
    assistant.tell("ended")
    expect(talking.chat.get_by_text("This conversation has ended.")).to_be_visible()
    before = len(assistant.sent("/events", "GET"))
    talking.page.reload()
    expect(talking.chat.get_by_text("This conversation has ended.")).to_be_visible()
    assert len(assistant.sent("/events", "GET")) == before


def test_the_heading_says_who_has_the_conversation(talking: Customer, assistant: ProtocolServer) -> None:
    """The assistant, the queue, a person, the assistant again."""
    heading = talking.chat.locator(".mode")
    expect(heading).to_have_text("Computer assistant")
    assistant.tell("mode", mode="waiting", position=3)
    expect(heading).to_have_text("Waiting for a person, number 3 in line")
    assistant.tell("mode", mode="agent")
    expect(heading).to_have_text("A person is here")
    talking.input.press_sequentially("is")
    assistant.say("Hi, Maya here.", sender="agent", name="Maya")
    talking.sees("Maya")
    assert assistant.hears("/typing").body == {"on": True}
    assistant.tell("mode", mode="assistant")
    expect(heading).to_have_text("Computer assistant")


def test_thumbs_and_stars_reach_the_server(talking: Customer, assistant: ProtocolServer) -> None:
    """Each once, with thanks."""
    talking.chat.evaluate("chat => chat.toggleAttribute('thumbs', true)")
    answer = assistant.say("You can cancel while it is pending.")
    talking.chat.get_by_role("button", name="Yes, helpful").click()
    expect(talking.chat.get_by_text("Thank you for telling us.")).to_be_visible()
    assistant.tell("rating_asked")
    talking.chat.get_by_role("button", name="4 of 5").click()
    expect(talking.chat.get_by_text("Thank you for telling us.")).to_be_visible()
    assert assistant.hears("/feedback").body == {"message_id": str(answer), "value": "up"}
    assert assistant.hears("/rating").body == {"value": 4}


def test_the_page_can_speak_for_the_customer(customer: Customer, assistant: ProtocolServer) -> None:
    """open(), close() and send() are there for the shop's own buttons."""
    customer.page.get_by_role("button", name="where’s my last order").click()
    customer.sees_messages("where's my last order")
    customer.chat.evaluate("chat => chat.close()")
    expect(customer.input).to_be_hidden()
    customer.chat.evaluate("chat => chat.open()")
    expect(customer.input).to_be_focused()
