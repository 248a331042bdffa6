"""A message is sent once, however often it has to be tried, and the customer sees how it stands."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.protocol_calls import Fault
from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer


def test_an_answer_lost_on_the_way_back_does_not_double_the_message(
    customer: Customer, assistant: ProtocolServer
) -> None:
    """The server stored it and the connection broke: the same id goes out again, one message stands."""
    customer.open()
    assistant.faults.append(Fault("/messages", worked=True))
    customer.write("cancel it pls")
    customer.sees("Sent")
    customer.sees_messages("cancel it pls")
    assert len(assistant.conversation.events) == 1


def test_a_server_in_trouble_is_tried_again_with_the_same_id(customer: Customer, assistant: ProtocolServer) -> None:
    """A 503 and a broken connection are waited out."""
    customer.open()
    assistant.faults += [Fault("/messages", status=503), Fault("/messages")]
    customer.write("hello")
    customer.sees("Sent")
    ids = {call.body["id"] for call in assistant.sent()}
    assert (len(ids), len(assistant.sent())) == (1, 3)


def test_a_message_that_cannot_be_sent_says_so_and_can_be_sent_again(
    customer: Customer, assistant: ProtocolServer
) -> None:
    """Failed after its attempts, kept over a reload, sent by one press under its first id."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    assistant.faults += [Fault("/messages")] * 30  # the browser, too, tries a broken connection again
    customer.write("are you there?")
    customer.sees("Not sent: no connection.", seconds=40)
    assistant.faults.clear()
    customer.page.reload()
    customer.sees("Not sent: no connection.")
    customer.log.get_by_role("button", name="Try again").click()
    customer.has_sent("hello", "are you there?")
    assert len({call.body["id"] for call in assistant.sent() if call.body["text"] == "are you there?"}) == 1


def test_messages_keep_their_order_while_the_first_is_held_up(customer: Customer, assistant: ProtocolServer) -> None:
    """The second waits for the first."""
    customer.open()
    assistant.faults += [Fault("/messages", status=503), Fault("/messages", status=503)]
    for text in ("one", "two", "three"):
        customer.write(text)
    customer.has_sent("one", "two", "three")
    assert [event[1]["text"] for event in assistant.conversation.events] == ["one", "two", "three"]


def test_too_many_messages_wait_as_long_as_the_server_asks(customer: Customer, assistant: ProtocolServer) -> None:
    """429 with Retry-After: the customer reads when it goes out, and it does."""
    customer.open()
    assistant.faults.append(Fault("/messages", status=429, retry_after=2))
    customer.write("quick")
    customer.sees("Sending in 2 s")
    customer.sees("Sent")
    assert len(assistant.conversation.events) == 1


def test_a_text_that_is_too_long_is_not_sent(customer: Customer, assistant: ProtocolServer) -> None:
    """The limit is counted in characters, told before sending, and nothing typed is lost."""
    customer.open()
    customer.input.fill("🫖" * 2_003)
    expect(customer.chat.locator("#count")).to_have_text("3 characters too long.")
    customer.input.press("Enter")
    expect(customer.input).to_have_value("🫖" * 2_003)
    customer.write("🫖" * 2_000)
    customer.sees("Sent")
    assert len(assistant.sent()) == 1


def test_a_refused_message_is_not_tried_again(customer: Customer, assistant: ProtocolServer) -> None:
    """413 has its words, and no button that could not help."""
    customer.open()
    assistant.faults.append(Fault("/messages", status=413))
    customer.write("hello")
    customer.sees("Not sent: the message is too long.")
    expect(customer.log.get_by_role("button")).to_have_count(0)
    assert len(assistant.sent()) == 1


def test_what_the_server_removed_from_a_message_is_not_shown_either(
    customer: Customer, assistant: ProtocolServer
) -> None:
    """The history's text replaces what was typed."""
    assistant.reply = lambda conversation, message: conversation.events[-1][1].update(text="my card is [card number]")
    customer.open()
    customer.write("my card is 4111111111111111")
    customer.sees_messages("my card is [card number]")
