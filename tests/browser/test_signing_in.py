"""Who is signed in at the shop's site is known in the chat, and nobody after them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer


def test_the_page_says_who_is_signed_in(customer: Customer, assistant: ProtocolServer) -> None:
    """A guest first, then the chosen customer, still after a reload."""
    who = customer.page.locator("#who")
    expect(who).to_have_text("You are a guest.")
    customer.sign_in("Ann Lee")
    expect(who).to_have_text("You are signed in as Ann Lee.")
    customer.page.reload()
    expect(who).to_have_text("You are signed in as Ann Lee.")


def test_a_signed_in_customer_begins_verified(customer: Customer, assistant: ProtocolServer) -> None:
    """With an assertion that the real site signed."""
    customer.sign_in("Ann Lee")
    customer.open()
    customer.write("where's my last order")
    customer.sees("Sent")
    assert assistant.conversation.level == "verified"
    assert assistant.sent("/conversations")[0].body["assertion"].count(".") == 2


def test_a_guest_who_signs_in_goes_on_verified(customer: Customer, assistant: ProtocolServer) -> None:
    """The same conversation, raised."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    customer.sign_in("Ann Lee")
    customer.write("and now?")
    customer.has_sent("hello", "and now?")
    assert [conversation.level for conversation in assistant.conversations] == ["verified"]


def test_signing_out_drops_the_identity_and_leaves_nothing_to_read(
    customer: Customer, assistant: ProtocolServer
) -> None:
    """On a shared computer the next person finds an empty chat."""
    customer.sign_in("Ann Lee")
    customer.open()
    customer.write("where's my last order")
    customer.sees("Sent")
    customer.sign_in("Guest")
    expect(customer.messages()).to_have_count(0)
    assert assistant.hears("/conversations/current/identity", "DELETE")
    customer.page.reload()
    customer.write("hello")
    customer.sees("Sent")
    assert [conversation.level for conversation in assistant.conversations] == ["guest", "guest"]


def test_another_customer_gets_another_conversation(customer: Customer, assistant: ProtocolServer) -> None:
    """The server refuses to mix two; the chat begins anew and shows nothing of the first."""
    customer.sign_in("Ann Lee")
    customer.open()
    customer.write("where's my last order")
    customer.sees("Sent")
    assistant.refuse_identity = True
    customer.sign_in("Chloe Nguyen")
    customer.sees("a new conversation starts here")
    customer.write("hello")
    customer.sees_messages("hello")
    customer.sees("Sent")
    assert len(assistant.conversations) == 2


def test_a_refused_sign_in_leaves_a_guest_who_can_talk(customer: Customer, assistant: ProtocolServer) -> None:
    """The assistant does not believe the site: said, and no wall."""
    assistant.believes = False
    customer.sign_in("Ann Lee")
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    customer.sees("You can go on as a guest")
    assert assistant.conversation.level == "guest"
