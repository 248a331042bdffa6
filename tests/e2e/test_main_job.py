"""A customer asks about an order and gets it done; nobody else gets anything."""

from __future__ import annotations

import re

from tests.support.scenes import REASON, YES, assert_nothing_lost
from tests.support.shoppers import Shoppers, assert_cancelled_once, assert_untouched
from tests.support.stack import Stack


def test_a_signed_in_customer_cancels_the_last_order(stack: Stack, shoppers: Shoppers) -> None:
    """From "where's my last order" to the refund in the shop's books."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        assert chat.level == "verified"
        chat.say("where's my last order")
        assert shopper.order_number in chat.expect("utter_track_order_pending")["text"]
        chat.say("cancel it pls")
        assert shopper.order_number in chat.expect("utter_cancel_order_ask_reason")["text"]
        chat.press(REASON)
        chat.expect("utter_cancel_order_confirm")
        assert_untouched(stack, shopper)
        chat.press(YES)
        assert shopper.order_number in chat.expect("utter_cancel_order_done")["text"]
        assert_nothing_lost(chat, said=4)
    assert_cancelled_once(stack, shopper)


def test_a_typed_yes_after_the_question_cancels(stack: Stack, shoppers: Shoppers) -> None:
    """Buttons are a convenience: words do the same."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        chat.say(f"please cancel order {shopper.order_number.lower().lstrip('#')}")
        chat.expect("utter_cancel_order_ask_reason")
        chat.say("i don't need it any more")
        chat.expect("utter_cancel_order_confirm")
        chat.say("yes")
        chat.expect("utter_cancel_order_done")
    assert_cancelled_once(stack, shopper)


def test_a_no_changes_nothing(stack: Stack, shoppers: Shoppers) -> None:
    """After a "no" the order is as it was, and the answer says so."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat(shopper.customer_id) as chat:
        chat.say(f"cancel order {shopper.order_number}")
        chat.expect("utter_cancel_order_ask_reason")
        chat.press("Ordered by mistake")
        chat.expect("utter_cancel_order_confirm")
        chat.press("No, keep it")
        chat.expect("utter_cancel_order_kept")
    assert_untouched(stack, shopper)


def test_a_guest_proves_one_order_and_gets_its_status_only(stack: Stack, shoppers: Shoppers) -> None:
    """Number and postcode open the status of that order; a change needs more."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat() as chat:
        assert chat.level == "guest"
        chat.say("track my order")
        chat.expect("utter_order_ask_number")
        chat.say(shopper.order_number)
        chat.expect("utter_identity_ask_proof")
        chat.say(shopper.postcode)
        answer = chat.expect("utter_track_order_pending")
        assert shopper.order_number in answer["text"]
        everything = " ".join(message["text"] for message in chat.messages if message["from"] == "assistant")
        assert shopper.email not in everything
        chat.say("cancel it")
        chat.expect("utter_identity_ask_email")
    assert_untouched(stack, shopper)


def test_another_customers_order_is_answered_like_an_unknown_one(stack: Stack, shoppers: Shoppers) -> None:
    """Whoever asks for somebody else's order learns nothing, not even that it exists."""
    owner, other = shoppers.with_newest_order("shipped"), shoppers.with_newest_order("delivered")
    with stack.chat(other.customer_id) as chat:
        chat.say("hello")
        chat.answer()
        answers = []
        for number in (owner.order_number, "#W0000001"):
            chat.say(f"where is my order {number}")
            answers.append([message["meta"].get("response") for message in chat.answer()])
            chat.say("stop")
            chat.answer()
        assert answers[0] == answers[1]
        assert "utter_order_unknown" in answers[0]


def test_a_guest_with_the_wrong_postcode_learns_nothing(stack: Stack, shoppers: Shoppers) -> None:
    """A real number with a wrong postcode gets the answer of a number that does not exist."""
    owner = shoppers.with_newest_order("delivered")
    answers = []
    for number in (owner.order_number, "#W0000002"):
        with stack.chat() as chat:
            chat.say(f"where is order {number}")
            chat.expect("utter_identity_ask_proof")
            chat.say("00000")
            answers.append([message["meta"].get("response") for message in chat.answer()])
    assert answers[0] == answers[1]
    assert "utter_identity_no_match" in answers[0]


def test_a_one_time_code_lets_a_guest_cancel(stack: Stack, shoppers: Shoppers) -> None:
    """The code goes by mail to the address on file, and is never seen again."""
    shopper = shoppers.with_newest_order("pending")
    with stack.chat() as chat:
        chat.say(f"cancel order {shopper.order_number}")
        chat.expect("utter_identity_ask_email")
        chat.say(shopper.email)
        chat.expect("utter_identity_ask_code")
        code = _code_in(stack.mailbox(shopper.email))
        chat.say(code)
        chat.expect("utter_cancel_order_ask_reason")
        chat.press(REASON)
        chat.expect("utter_cancel_order_confirm")
        chat.press(YES)
        chat.expect("utter_cancel_order_done")
        assert code not in str(chat.history())
    assert_cancelled_once(stack, shopper)
    assert code not in _everything_kept(stack, chat.conversation_id)


def test_a_guest_gets_a_ticket_and_a_person(stack: Stack, shoppers: Shoppers) -> None:
    """The ticket carries the whole conversation for the person who takes over."""
    with stack.chat() as chat:
        chat.say("i want to talk to a human being please")
        chat.expect("utter_contact_human_ask_email")
        chat.say("guest.with.question@example.com")
        told = chat.expect("utter_contact_human_done")["text"]
    tickets = [ticket for ticket in stack.shop_export()["tickets"] if ticket["number"] in told]
    assert len(tickets) == 1
    assert "i want to talk to a human being please" in str(tickets[0]["context"])


def _code_in(mails: str) -> str:
    return re.findall(r"\b\d{6}\b", mails)[-1]


def _everything_kept(stack: Stack, conversation_id: str) -> str:
    """All that is stored of a conversation, and all that was logged."""
    tables = ("inbox", "events", "outbox", "effects", "attempts", "confirmations")
    rows = [
        stack.rows(f"SELECT t::text FROM helpline.{name} t WHERE conversation_id = %s", conversation_id)
        for name in tables
    ]
    logs = [path.read_text("utf-8", "replace") for path in (stack.state_dir / "logs").glob("*.log")]
    return str(rows) + "".join(logs)
