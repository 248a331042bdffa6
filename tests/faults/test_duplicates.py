"""The same message sent several times at once is one message with one effect."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.support.scenes import YES, assert_nothing_lost, up_to_confirmation
from tests.support.shoppers import Shoppers, assert_cancelled_once
from tests.support.stack import Stack

_TIMES = 5


def test_the_same_yes_sent_five_times_at_once_cancels_once(stack: Stack, shoppers: Shoppers) -> None:
    """All five get the same number; there is one message, one answer and one refund."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        up_to_confirmation(chat, shopper)
        body = {"id": str(uuid.uuid4()), "button": chat.button(YES)}
        with ThreadPoolExecutor(_TIMES) as pool:
            answers = list(pool.map(lambda _: chat.request("POST", "/messages", json=body), range(_TIMES)))
        assert [answer.status_code for answer in answers] == [202] * _TIMES
        assert len({answer.json()["seq"] for answer in answers}) == 1
        chat.expect("utter_cancel_order_done")
        assert_nothing_lost(chat, said=3)
        told = [message for message in chat.messages if message["meta"].get("response") == "utter_cancel_order_done"]
        assert len(told) == 1
    assert_cancelled_once(stack, shopper)


def test_one_button_pressed_by_two_messages_counts_once(stack: Stack, shoppers: Shoppers) -> None:
    """The second press is refused, whoever was first."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        up_to_confirmation(chat, shopper)
        token = chat.button(YES)
        bodies = [{"id": str(uuid.uuid4()), "button": token} for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda body: chat.request("POST", "/messages", json=body), bodies))
        assert sorted(answer.status_code for answer in answers) == [202, 409]
        chat.expect("utter_cancel_order_done")
    assert_cancelled_once(stack, shopper)


def test_two_conversations_cancelling_one_order_have_one_effect(stack: Stack, shoppers: Shoppers) -> None:
    """Both are told the truth; the money goes back once."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as first, stack.chat(shopper.customer_id) as second:
        up_to_confirmation(first, shopper)
        up_to_confirmation(second, shopper)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda chat: chat.press(YES), (first, second)))
        ends = ("utter_cancel_order_done", "utter_cancel_order_refused_*", "utter_change_stale")
        told = [chat.expect(*ends)["meta"]["response"] for chat in (first, second)]
        assert told.count("utter_cancel_order_done") == 1
    assert_cancelled_once(stack, shopper)
