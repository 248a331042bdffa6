"""The newest is in sight, unless the customer reads further up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer

LONG = "A sentence that is long enough to fill the width of the window more than once. " * 3
BUTTONS = [{"title": "Yes", "token": "t1"}, {"title": "No", "token": "t2"}]


@pytest.fixture
def talking(customer: Customer, assistant: ProtocolServer) -> Customer:
    """A customer whose window is full."""
    customer.open()
    customer.write("hello")
    customer.has_sent("hello")
    for _ in range(4):
        assistant.say(LONG)
    return customer


def test_an_answer_of_several_messages_is_followed_to_its_choices(talking: Customer, assistant: ProtocolServer) -> None:
    """All of them written in one moment, as a turn does."""
    conversation = assistant.conversation
    assistant.do(lambda: [conversation.say(LONG, buttons=BUTTONS if last else []) for last in (False, False, True)])
    expect(talking.replies.last).to_be_in_viewport(ratio=1)


def test_what_is_written_is_in_sight(talking: Customer, assistant: ProtocolServer) -> None:
    """Also after having scrolled up."""
    talking.chat.locator(".scroller").evaluate("element => element.scrollTo(0, 0)")
    talking.write("is anybody there?")
    expect(talking.messages("customer").last).to_be_in_viewport(ratio=1)


def test_reading_further_up_is_not_disturbed(talking: Customer, assistant: ProtocolServer) -> None:
    """New messages arrive below."""
    expect(talking.messages().last).to_be_in_viewport()
    talking.chat.locator(".scroller").hover()
    talking.page.mouse.wheel(0, -5000)
    expect(talking.messages("customer").first).to_be_in_viewport()
    assistant.say("something new")
    talking.sees("something new")
    expect(talking.messages("customer").first).to_be_in_viewport()
