"""What has become of a ticket is told to whoever opened it."""

from __future__ import annotations

import pytest

from actions.dialogue.ticket_status import ActionTicketStatus, ValidateTicketStatusForm
from helpline.backends.values import TicketDraft
from tests.actions.kernel import VERIFIED, Kernel
from tests.actions.stage import Stage


@pytest.fixture(autouse=True)
async def one_ticket(kernel: Kernel) -> None:
    await kernel.tickets.open(TicketDraft("Wet parcel", "It was wet", "other"), key="before")


async def test_the_only_ticket_is_told_at_once(stage: Stage, kernel: Kernel) -> None:
    """A signed-in customer with one ticket need not name it."""
    kernel.identities.identity = VERIFIED
    said = await stage.hears("any news on my ticket", "ticket_status").runs(ActionTicketStatus())
    assert said == ["utter_ticket_status_open"]
    assert stage.said[0]["ticket_number"] == "T-1001"


async def test_several_tickets_become_a_choice(stage: Stage, kernel: Kernel) -> None:
    """Each ticket is a button."""
    kernel.identities.identity = VERIFIED
    await kernel.tickets.open(TicketDraft("Second", "More", "other"), key="another")
    said = await stage.hears("my tickets", "ticket_status").runs(ActionTicketStatus())
    assert said == ["utter_ticket_status_choose"]
    assert len(stage.said[0]["buttons"]) == 2


async def test_a_guest_names_number_and_address(stage: Stage, kernel: Kernel) -> None:
    """Both are asked for, passed on to the shop, and forgotten."""
    form = ValidateTicketStatusForm()
    assert await stage.hears("my ticket", "ticket_status").runs(ActionTicketStatus()) == []
    assert await stage.runs(form) == ["utter_ticket_status_ask_number"]
    assert await stage.hears("T-1001", ticket_number="T-1001").runs(form) == ["utter_ticket_status_ask_email"]
    assert await stage.hears("joe@example.com", email="joe@example.com").runs(form) == []
    assert await stage.runs(ActionTicketStatus()) == ["utter_ticket_status_open"]
    assert kernel.tickets.called("find") == [{"number": "T-1001", "email": "joe@example.com"}]
    assert stage.slots["ticket_email"] is None


async def test_an_unknown_ticket_is_said_to_be_unknown(stage: Stage, kernel: Kernel) -> None:
    """Unknown and somebody else's are the same."""
    kernel.identities.identity = VERIFIED
    said = await stage.hears("T-9999?", "ticket_status", ticket_number="T-9999").runs(ActionTicketStatus())
    assert said == ["utter_ticket_status_unknown"]
