"""Read tickets."""

from __future__ import annotations

from typing import Any

from helpline.backends.reading import Fields
from helpline.backends.values import Ticket, TicketComment, TicketPriority, TicketStatus


def ticket(data: Any, place: str = "ticket") -> Ticket:
    """A ticket with its comments."""
    fields = Fields(data, place)
    return Ticket(
        number=fields.text("number", most=100),
        status=fields.one_of("status", TicketStatus),
        subject=fields.maybe_text("subject", most=1000) or "",
        created_at=fields.moment("created_at"),
        category=fields.maybe_text("category") or "",
        priority=fields.one_of("priority", TicketPriority),
        queue=fields.maybe_text("queue") or "general",
        order_number=fields.maybe_text("order_number", most=100),
        comments=fields.many("comments", _comment),
    )


def tickets(data: Any) -> tuple[Ticket, ...]:
    """A page of tickets."""
    return Fields(data, "tickets").many("items", ticket)


def _comment(data: Any, place: str) -> TicketComment:
    fields = Fields(data, place)
    return TicketComment(
        fields.maybe_text("author") or "", fields.maybe_text("body", most=20_000) or "", fields.moment("at")
    )
