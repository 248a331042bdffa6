"""File a problem as a ticket of high priority, linked to its order."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from actions.dialogue.change import Change, Sending
from helpline.backends.errors import NotAllowed
from helpline.backends.values import TicketDraft, TicketPriority

_LONGEST_SHOWN = 200


class ProblemTicket(Change):
    """The ticket says what is wrong, with which items of which order, in the customer's own words."""

    backend = "tickets"
    category: str

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        """The address stays in its sealed slot."""
        return {
            "order_number": slots.get("order_wanted"),
            "kind": slots.get("problem_kind"),
            "items": sorted(slots.get("chosen_items") or []),
            "summary": slots.get("ticket_summary"),
        }

    @abstractmethod
    async def subject(self, sending: Sending) -> str:
        """What a person reads first."""

    async def send(self, sending: Sending) -> dict[str, Any]:
        draft = TicketDraft(
            subject=(await self.subject(sending))[:100],
            body=str(sending.arguments["summary"]),
            category=self.category,
            priority=TicketPriority.HIGH,
            order_number=sending.arguments["order_number"],
            contact=sending.slots.get("ticket_email"),
        )
        ticket = await sending.desks.tickets.open(draft, key=sending.key)
        return {"ticket_number": ticket.number}

    async def refused(self, error: NotAllowed, answers: Any) -> None:
        answers.end("utter_backend_refused")


def short(summary: str) -> str:
    """As much of a story as a question can repeat."""
    return summary if len(summary) <= _LONGEST_SHOWN else summary[: _LONGEST_SHOWN - 1] + "…"
