"""Open tickets at the shop and look them up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any, TypeVar

from helpline.backends import parsing
from helpline.backends.asking import Asker, as_customer, guest, path_of
from helpline.backends.pool import Pool
from helpline.backends.transport import Call
from helpline.backends.values import Ticket, TicketDraft

T = TypeVar("T")
_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


class HttpTicketDesk:
    """The ticket desk behind the shop's API: for a verified customer by their token, else in our own name."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def open(self, draft: TicketDraft, *, key: str) -> Ticket:
        return await self._send(
            lambda asker: Call(
                "POST", "/tickets", parsing.ticket, asker.token, body=_body(draft), key=key, client=asker.client
            )
        )

    async def find(self, number: str, *, email: str | None = None) -> Ticket:
        path = path_of(self._pool.name, "tickets", number)
        query = {"email": email} if email else None
        return await self._send(
            lambda asker: Call("GET", path, parsing.ticket, asker.token, query=query, client=asker.client)
        )

    async def list(self) -> Sequence[Ticket]:
        tickets, _ = await as_customer(
            self._pool,
            lambda asker: Call("GET", "/tickets", parsing.tickets, asker.token, client=asker.client),
        )
        return sorted(tickets, key=lambda ticket: ticket.created_at or _LONG_AGO, reverse=True)

    async def _send(self, make: Callable[[Asker], Call[T]]) -> T:
        ourselves = await guest()
        if ourselves is not None:
            return await self._pool.send(make(ourselves))
        reply, _ = await as_customer(self._pool, make)
        return reply


def _body(draft: TicketDraft) -> dict[str, Any]:
    optional = {
        "order_number": draft.order_number,
        "contact": {"email": draft.contact} if draft.contact else None,
        "context": draft.context,
    }
    return {
        "subject": draft.subject,
        "body": draft.body,
        "category": draft.category,
        "priority": draft.priority.value,
        "queue": draft.queue,
        **{name: value for name, value in optional.items() if value is not None},
    }
