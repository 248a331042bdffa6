"""A ticket is described, shown, confirmed and opened once."""

from __future__ import annotations

from actions.dialogue.create_ticket import ActionCreateTicket, ValidateCreateTicketForm
from helpline.backends.errors import BackendDown, Unconfirmed
from tests.actions.kernel import VERIFIED, Kernel
from tests.actions.stage import Stage

STORY = "the mug arrived broken and nobody answers"


async def asked_to_confirm(stage: Stage, kernel: Kernel) -> None:
    kernel.identities.identity = VERIFIED
    await stage.hears("i want to complain", "create_ticket").runs(ValidateCreateTicketForm())
    await stage.hears(STORY).runs(ValidateCreateTicketForm())


async def test_a_guest_is_asked_for_an_address(stage: Stage, kernel: Kernel) -> None:
    """What it is about, where to answer, and an explicit yes; then the number is told."""
    form = ValidateCreateTicketForm()
    assert await stage.hears("complaint", "create_ticket").runs(form) == ["utter_create_ticket_ask_summary"]
    assert await stage.hears(STORY).runs(form) == ["utter_create_ticket_ask_email"]
    assert await stage.hears("joe@example.com", email="joe@example.com").runs(form) == ["utter_create_ticket_confirm"]
    assert stage.said[0]["confirmation_id"]
    await stage.hears("yes", "affirm").runs(form)
    assert await stage.runs(ActionCreateTicket()) == ["utter_create_ticket_done"]
    assert stage.said[0]["ticket_number"] == "T-1001"
    assert kernel.tickets.drafts[0].contact == "joe@example.com"
    assert stage.slots["ticket_email"] is None


async def test_no_sends_nothing(stage: Stage, kernel: Kernel) -> None:
    """After a no there is no ticket, and the customer hears so."""
    await asked_to_confirm(stage, kernel)
    await stage.hears("no", "deny").runs(ValidateCreateTicketForm())
    assert await stage.runs(ActionCreateTicket()) == ["utter_create_ticket_kept"]
    assert kernel.tickets.drafts == []


async def test_an_outage_keeps_what_was_written(stage: Stage, kernel: Kernel) -> None:
    """While tickets cannot be filed the form stays open at its last question, with every answer."""
    await asked_to_confirm(stage, kernel)
    kernel.tickets.failures["open"] = BackendDown("tickets")
    await stage.hears("yes", "affirm").runs(ValidateCreateTicketForm())
    assert await stage.runs(ActionCreateTicket()) == ["utter_backend_tickets_down"]
    assert (stage.form, stage.asks) == ("create_ticket_form", "confirmed")
    assert stage.slots["ticket_summary"] == STORY


async def test_a_lost_answer_is_told_as_not_confirmed(stage: Stage, kernel: Kernel) -> None:
    """A timeout after sending is not told as a ticket."""
    await asked_to_confirm(stage, kernel)
    kernel.tickets.failures["open"] = Unconfirmed("tickets", key="k")
    await stage.hears("yes", "affirm").runs(ValidateCreateTicketForm())
    assert await stage.runs(ActionCreateTicket()) == ["utter_create_ticket_unconfirmed"]
