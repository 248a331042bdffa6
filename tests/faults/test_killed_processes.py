"""kill -9 of any one process during a conversation loses no message and repeats no cancellation."""

from __future__ import annotations

import pytest

from tests.support.scenes import YES, assert_nothing_lost, say_yes_until_done, up_to_confirmation
from tests.support.shoppers import Shoppers, assert_cancelled_once
from tests.support.stack import Stack


def test_the_assistant_dies_in_the_middle_of_a_cancellation(stack: Stack, shoppers: Shoppers) -> None:
    """The request is on its way to the shop when the assistant dies: the redone turn resumes it."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        up_to_confirmation(chat, shopper)
        stack.suspend("shop")
        try:
            chat.press(YES)
            stack.until(lambda: _sent(stack, chat.conversation_id), "the cancellation is on its way")
            dead = stack.kill("assistant")
        finally:
            stack.resume("shop")
        stack.wait_restarted("assistant", dead)
        say_yes_until_done(chat)
        customers = [message["text"] for message in chat.messages if message["from"] == "customer"]
        assert_nothing_lost(chat, said=len(customers))
    assert_cancelled_once(stack, shopper)


@pytest.mark.parametrize("process", ["assistant", "actions", "shop", "page", "postgres"])
def test_one_process_is_killed_right_after_the_yes(stack: Stack, shoppers: Shoppers, process: str) -> None:
    """Whatever dies, the customer hears the truth, and the order is cancelled once."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        up_to_confirmation(chat, shopper)
        chat.press(YES)
        dead = stack.kill(process)
        stack.wait_restarted(process, dead)
        say_yes_until_done(chat)
        assert_nothing_lost(chat, said=len([one for one in chat.messages if one["from"] == "customer"]))
    assert_cancelled_once(stack, shopper)


def test_a_message_sent_to_a_dead_assistant_is_answered_by_the_next(stack: Stack, shoppers: Shoppers) -> None:
    """The client repeats it under its id until it is acknowledged; it is answered once."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        dead = stack.kill("assistant")
        stack.until(lambda: stack.pid("assistant") != dead, "a new assistant is starting")
        stack.wait_ready()
        chat.say("where's my last order")
        chat.expect("utter_track_order_pending")
        assert_nothing_lost(chat, said=1)


def _sent(stack: Stack, conversation_id: str) -> bool:
    found = stack.rows("SELECT state FROM helpline.effects WHERE conversation_id = %s", conversation_id)
    return ("sent",) in found
