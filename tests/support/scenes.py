"""Bring a conversation to the point a test is about."""

from __future__ import annotations

from tests.support.chat import Chat
from tests.support.shoppers import Shopper

YES = "Yes, cancel it"
REASON = "No longer needed"


def up_to_confirmation(chat: Chat, shopper: Shopper) -> None:
    """A signed-in customer has seen what a cancellation would do, and is asked for a yes."""
    chat.say(f"cancel order {shopper.order_number}")
    chat.expect("utter_cancel_order_ask_reason")
    chat.press(REASON)
    chat.expect("utter_cancel_order_confirm")


def say_yes_until_done(chat: Chat) -> None:
    """Go on as a patient customer would, until the assistant says that the order is cancelled.

    Every answer has to fit what a customer may be told: done, not confirmed yet, or not possible just now.
    """
    for _ in range(6):
        told = chat.expect(
            "utter_cancel_order_done", "utter_cancel_order_unconfirmed", "utter_cancel_order_refused_cancelled",
            "utter_effect_cancelled", "utter_backend_down", "utter_action_failed", "utter_cancel_order_confirm",
        )["meta"]["response"]  # fmt: skip
        if told in ("utter_cancel_order_done", "utter_effect_cancelled", "utter_cancel_order_refused_cancelled"):
            return
        if told == "utter_cancel_order_unconfirmed":
            chat.expect("utter_effect_cancelled")
            return
        if told == "utter_cancel_order_confirm":
            chat.press(YES)
        else:
            chat.say("yes")
    raise AssertionError(f"not cancelled after six answers:\n{chat.transcript()}")


def assert_nothing_lost(chat: Chat, said: int) -> None:
    """Each message sent is in the history once, and the numbers have no gap."""
    history = chat.history()
    assert [item["seq"] for item in history] == list(range(1, len(history) + 1))
    assert len([item for item in history if item.get("from") == "customer"]) == said, chat.transcript()
    streamed = [event["seq"] for event in chat.events if event.get("seq")]
    assert streamed == sorted(set(streamed)), "the stream repeated or reordered something"
