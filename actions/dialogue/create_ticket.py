"""Open a ticket about whatever the customer describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.dialogue.change import Change, Preview, Sending, SubmitChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.tickets import ContactEmail, TicketSummary
from actions.dialogue.support_form import SupportForm
from helpline.backends.errors import NotFound
from helpline.backends.values import TicketDraft

TOPIC = "create_ticket"
_LONGEST_SUBJECT = 100
_LONGEST_SHOWN = 200


class CreateTicket(Change):
    """A ticket in the customer's own words."""

    topic = TOPIC
    backend = "tickets"

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        """The address stays in its sealed slot."""
        return {"summary": slots.get("ticket_summary"), "order_number": slots.get("current_order")}

    async def look(self, answers: Answers) -> Preview:
        return Preview(values={"summary": _short(str(answers["ticket_summary"]))})

    async def send(self, sending: Sending) -> dict[str, Any]:
        tickets, draft = sending.desks.tickets, _draft(sending)
        try:
            ticket = await tickets.open(draft, key=sending.key)
        except NotFound:
            # The order talked about is not this customer's: the ticket goes without it.
            ticket = await tickets.open(replace(draft, order_number=None), key=f"{sending.key}-2")
        return {"ticket_number": ticket.number}


class ValidateCreateTicketForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (TicketSummary(), ContactEmail("utter_create_ticket_ask_email"), Confirmed(CreateTicket()))


class ActionCreateTicket(SubmitChange):
    backend = "tickets"
    change = CreateTicket()


def _draft(sending: Sending) -> TicketDraft:
    summary = str(sending.arguments["summary"])
    return TicketDraft(
        subject=summary[:_LONGEST_SUBJECT],
        body=summary,
        category="other",
        order_number=sending.arguments["order_number"],
        contact=sending.slots.get("ticket_email"),
    )


def _short(summary: str) -> str:
    return summary if len(summary) <= _LONGEST_SHOWN else summary[: _LONGEST_SHOWN - 1] + "…"
