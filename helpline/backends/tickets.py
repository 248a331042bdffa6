"""Open tickets at the shop and look them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from helpline.backends.asking import Asker, as_customer, as_guest, path_of
from helpline.backends.calls import Call
from helpline.backends.errors import LevelTooLow, NotFound
from helpline.backends.parsing import tickets as parsing
from helpline.backends.pool import Pool
from helpline.backends.values import Ticket, TicketDraft
from helpline.identity.identities import Level

_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


class HttpTicketDesk:
    """The ticket desk behind the shop's API: for a verified customer by their token, else in our own name."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def open(self, draft: TicketDraft, *, key: str) -> Ticket:
        def make(asker: Asker) -> Call[Ticket]:
            return Call(
                "POST", "/tickets", parsing.ticket, asker.token, body=_body(draft), key=key, client=asker.client
            )

        ourselves = await as_guest()
        if ourselves.identity.level is not Level.VERIFIED:
            return await self._pool.send(make(ourselves))
        return (await as_customer(self._pool, make))[0]

    async def find(self, number: str, *, email: str | None = None) -> Ticket:
        path = path_of(self._pool.name, "tickets", number)

        def make(asker: Asker) -> Call[Ticket]:
            return Call("GET", path, parsing.ticket, asker.token, client=asker.client)

        ourselves = await as_guest()
        if ourselves.identity.level is Level.VERIFIED:
            try:
                return (await as_customer(self._pool, make))[0]
            except NotFound:
                if not email:
                    raise
        if not email:
            raise LevelTooLow(self._pool.name)
        # Opened as a guest, before or without signing in: whoever knows its address may see it.
        return await self._pool.send(replace(make(ourselves), query={"email": email}))

    async def list(self) -> Sequence[Ticket]:
        tickets, _ = await as_customer(
            self._pool,
            lambda asker: Call("GET", "/tickets", parsing.tickets, asker.token, client=asker.client),
        )
        return sorted(tickets, key=lambda ticket: ticket.created_at or _LONG_AGO, reverse=True)


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
