"""Suggested answers can be pressed once, and go when something newer is said."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.protocol_calls import Fault
from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer

BUTTONS = [{"title": "No longer needed", "token": "t1"}, {"title": "Ordered by mistake", "token": "t2"}]


@pytest.fixture
def asked(customer: Customer, assistant: ProtocolServer) -> Customer:
    """A customer in front of two suggested answers."""
    customer.open()
    customer.write("cancel it pls")
    customer.sees("Sent")
    assistant.say("Why would you like to cancel?", buttons=BUTTONS)
    expect(customer.replies).to_have_text(["No longer needed", "Ordered by mistake"])
    return customer


def test_a_choice_is_sent_as_its_token_and_all_choices_go(asked: Customer, assistant: ProtocolServer) -> None:
    """Its title stands in the log as what the customer said."""
    asked.choose("Ordered by mistake")
    expect(asked.replies).to_have_count(0)
    asked.sees_messages("cancel it pls", "Why would you like to cancel?", "Ordered by mistake")
    asked.has_sent("cancel it pls", "Ordered by mistake")
    assert {name: value for name, value in assistant.sent()[-1].body.items() if name != "id"} == {"button": "t2"}


def test_writing_something_else_takes_the_choices_away(asked: Customer, assistant: ProtocolServer) -> None:
    """A typed answer supersedes them."""
    asked.write("what does it cost?")
    expect(asked.replies).to_have_count(0)


def test_a_newer_question_brings_its_own_choices(asked: Customer, assistant: ProtocolServer) -> None:
    """Those of the older one are gone."""
    assistant.say("Shall I cancel it?", buttons=[{"title": "Yes", "token": "t3"}, {"title": "No", "token": "t4"}])
    expect(asked.replies).to_have_text(["Yes", "No"])


def test_a_news_in_between_leaves_the_choices(asked: Customer, assistant: ProtocolServer) -> None:
    """Something told without a question does not end the question."""
    assistant.say("By the way: your other parcel has arrived.", turn=99)
    asked.sees("your other parcel")
    expect(asked.replies).to_have_count(2)


def test_open_choices_are_there_after_a_reload_and_used_ones_are_not(
    asked: Customer, assistant: ProtocolServer
) -> None:
    """History decides, not memory."""
    asked.page.reload()
    expect(asked.replies).to_have_count(2)
    asked.choose("No longer needed")
    asked.has_sent("cancel it pls", "No longer needed")
    asked.page.reload()
    asked.sees_messages("cancel it pls", "Why would you like to cancel?", "No longer needed")
    expect(asked.replies).to_have_count(0)


def test_a_choice_that_is_no_longer_open_is_told(asked: Customer, assistant: ProtocolServer) -> None:
    """Used in another tab: 409, clear words, nothing to try again."""
    assistant.faults.append(Fault("/messages", status=409, code="button_used"))
    asked.choose("Ordered by mistake")
    asked.sees("this choice is no longer open")
    expect(asked.log.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_choice_whose_answer_got_lost_is_sent_again_as_the_same_message(
    asked: Customer, assistant: ProtocolServer
) -> None:
    """The token is used up by the first attempt; the same id gets the same answer."""
    assistant.faults.append(Fault("/messages", worked=True))
    asked.choose("Ordered by mistake")
    asked.has_sent("cancel it pls", "Ordered by mistake")
    assert len(assistant.conversation.used_buttons) == 1
