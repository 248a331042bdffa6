"""Asking for a person: at once, with everything known, and promising only what happened."""

from __future__ import annotations

from actions.dialogue.contact_human import ActionContactHuman, ValidateContactHumanForm
from helpline.backends.errors import BackendDown, Unconfirmed
from helpline.handoff.reasons import Reason
from tests.actions.kernel import VERIFIED, Kernel
from tests.actions.stage import Stage


async def test_a_signed_in_customer_is_passed_on_at_once(stage: Stage, kernel: Kernel) -> None:
    """The ticket holds the handoff document, and its number is told."""
    kernel.identities.identity = VERIFIED
    assert await stage.hears("human", "contact_human").runs(ActionContactHuman()) == ["utter_contact_human_done"]
    assert stage.said[0]["ticket_number"] == "T-1001"
    assert kernel.tickets.drafts[0].context == kernel.handoffs.handoffs[0].document
    assert kernel.requests[0].reason is Reason.ASKED


async def test_a_guest_leaves_an_address_first(stage: Stage, kernel: Kernel) -> None:
    """Without an address nobody could answer, so it is the one thing that is asked."""
    assert await stage.hears("human please", "contact_human").runs(ActionContactHuman()) == []
    assert await stage.runs(ValidateContactHumanForm()) == ["utter_contact_human_ask_email"]
    assert await stage.hears("joe@example.com", email="joe@example.com").runs(ValidateContactHumanForm()) == []
    assert await stage.runs(ActionContactHuman()) == ["utter_contact_human_done"]
    assert kernel.tickets.drafts[0].contact == "joe@example.com"


async def test_what_was_open_goes_along(stage: Stage, kernel: Kernel) -> None:
    """A person asked for in the middle of a form learns which form, and what is still missing."""
    kernel.identities.identity = VERIFIED
    stage.form, stage.slots["requested_slot"] = "cancel_order_form", "cancel_reason"
    stage.slots["current_order"] = "#W7654321"
    await stage.hears("let me talk to someone", "contact_human").runs(ActionContactHuman())
    request = kernel.requests[0]
    assert (request.topic, request.form, request.missing) == ("cancel_order", "cancel_order_form", ("cancel_reason",))
    assert request.slots == {"current_order": "#W7654321"}


async def test_asking_again_opens_no_second_ticket(stage: Stage, kernel: Kernel) -> None:
    """Whoever asks twice is told the number of the ticket that is there."""
    kernel.identities.identity = VERIFIED
    await stage.hears("human", "contact_human").runs(ActionContactHuman())
    assert await stage.hears("agent!!", "contact_human").runs(ActionContactHuman()) == ["utter_contact_human_again"]
    assert len(kernel.tickets.drafts) == 1


async def test_a_turn_done_again_opens_no_second_ticket(stage: Stage, kernel: Kernel) -> None:
    """The redo of the turn tells the same number."""
    kernel.identities.identity = VERIFIED
    await stage.hears("human", "contact_human").runs(ActionContactHuman())
    stage.done = []
    assert await stage.runs(ActionContactHuman()) == ["utter_contact_human_done"]
    assert stage.said[0]["ticket_number"] == "T-1001"
    assert len(kernel.tickets.called("open")) == 1


async def test_nothing_is_promised_when_tickets_are_away(stage: Stage, kernel: Kernel) -> None:
    """A ticket that could not be filed is not said to be filed."""
    kernel.identities.identity = VERIFIED
    kernel.tickets.failures["open"] = BackendDown("tickets")
    said = await stage.hears("human", "contact_human").runs(ActionContactHuman())
    assert said == ["utter_contact_human_down"]


async def test_a_lost_answer_is_told_as_not_confirmed(stage: Stage, kernel: Kernel) -> None:
    """A timeout after sending is neither a ticket nor a failure."""
    kernel.identities.identity = VERIFIED
    kernel.tickets.failures["open"] = Unconfirmed("tickets", key="k")
    said = await stage.hears("human", "contact_human").runs(ActionContactHuman())
    assert said == ["utter_contact_human_unconfirmed"]
