"""A part is away for a while: the customer hears so, keeps the answers given, and goes on when it is back."""

from __future__ import annotations

from tests.support.chat import Chat
from tests.support.scenes import REASON, YES, assert_nothing_lost, say_yes_until_done, up_to_confirmation
from tests.support.shoppers import Shoppers, assert_cancelled_once, assert_untouched
from tests.support.stack import Stack


def test_the_shop_hangs_before_the_preview(stack: Stack, shoppers: Shoppers) -> None:
    """The customer hears at once that nothing was changed; afterwards the form goes on where it was."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        chat.say(f"cancel order {shopper.order_number}")
        chat.expect("utter_cancel_order_ask_reason")
        stack.suspend("shop")
        try:
            chat.press(REASON)
            chat.expect("utter_backend_down")
        finally:
            stack.resume("shop")
        assert_untouched(stack, shopper)
        _ask_again_until_confirmed(stack, chat)
        chat.press(YES)
        say_yes_until_done(chat)
    assert_cancelled_once(stack, shopper)


def test_the_shop_hangs_while_it_is_told_to_cancel(stack: Stack, shoppers: Shoppers) -> None:
    """A request without an answer is told as not confirmed, looked up, and told again when it is known."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        up_to_confirmation(chat, shopper)
        stack.suspend("shop")
        try:
            chat.press(YES)
            chat.expect("utter_cancel_order_unconfirmed")
        finally:
            stack.resume("shop")
        chat.expect("utter_effect_cancelled")
        assert_nothing_lost(chat, said=3)
    assert_cancelled_once(stack, shopper)


def test_the_action_server_hangs(stack: Stack, shoppers: Shoppers) -> None:
    """No answer from the action server is an apology, never silence or a success; the form is kept."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        chat.say(f"cancel order {shopper.order_number}")
        chat.expect("utter_cancel_order_ask_reason")
        stack.suspend("actions")
        try:
            chat.press(REASON)
            chat.expect("utter_action_failed")
        finally:
            stack.resume("actions")
        assert_untouched(stack, shopper)
        _ask_again_until_confirmed(stack, chat)
        chat.press(YES)
        say_yes_until_done(chat)
    assert_cancelled_once(stack, shopper)


def test_postgres_restarts_before_the_yes(stack: Stack, shoppers: Shoppers) -> None:
    """Every connection is lost, no word is: the question still stands after it."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        up_to_confirmation(chat, shopper)
        stack.restart_postgres()
        chat.press(YES)
        say_yes_until_done(chat)
        assert_nothing_lost(chat, said=len([one for one in chat.messages if one["from"] == "customer"]))
    assert_cancelled_once(stack, shopper)


def test_postgres_restarts_during_the_cancellation(stack: Stack, shoppers: Shoppers) -> None:
    """The turn's transaction is lost in the middle; the turn is done again and finds its own request."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        up_to_confirmation(chat, shopper)
        chat.press(YES)
        stack.restart_postgres()
        say_yes_until_done(chat)
        assert_nothing_lost(chat, said=len([one for one in chat.messages if one["from"] == "customer"]))
    assert_cancelled_once(stack, shopper)


def _ask_again_until_confirmed(stack: Stack, chat: Chat) -> None:
    """Answer the open question again, as often as a breaker that just opened makes necessary."""
    for _ in range(8):
        chat.say("it was no longer needed")
        told = [message["meta"].get("response") for message in chat.answer()]
        if "utter_cancel_order_confirm" in told:
            return
        stack.wait_ready()
    raise AssertionError(f"the form did not go on:\n{chat.transcript()}")
