"""Name what the assistant asks of a shop, by role; adapters and fakes satisfy the same.

Every call works for the customer of the running turn (helpline.turn) and raises the errors of
helpline.backends.errors; a read adds IdentityExpired where no proof is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from helpline.backends.calls import EndClient
from helpline.backends.receipts import EffectReport, Grant
from helpline.backends.values import (
    CancellationPreview,
    CancelReason,
    Customer,
    Order,
    Product,
    Ticket,
    TicketDraft,
)


class OrderDesk(Protocol):
    """Where orders are looked up and changed."""

    async def find(self, number: str) -> Order:
        """One order; NotFound for an unknown one and for somebody else's."""

    async def list(self) -> Sequence[Order]:
        """The customer's orders, newest first."""

    async def preview_cancellation(self, number: str, *, reason: CancelReason) -> CancellationPreview:
        """What a cancellation would do; NotAllowed where it is not possible."""

    async def cancel(self, number: str, *, reason: CancelReason, preview_id: str, key: str) -> Order:
        """Cancel once per key; Conflict(preview_stale) if it would do something else than was shown."""


class AccountDesk(Protocol):
    """Where customers read their account."""

    async def me(self) -> Customer:
        """The account of a verified customer."""


class TokenDesk(Protocol):
    """Where somebody proves who they are; used by helpline.identity only."""

    async def grant_by_assertion(self, assertion: str, *, client: EndClient) -> Grant:
        """A token for the site's signed assertion; `client` is who limits count, here and below."""

    async def grant_by_order(
        self, order_number: str, *, client: EndClient, email: str | None = None, postcode: str | None = None
    ) -> Grant:
        """A token for one order, for whoever knows the e-mail address or postcode on it."""

    async def grant_by_code(self, verification_id: str, *, code: str, client: EndClient) -> Grant:
        """A token for a one-time code."""

    async def grant_by_refresh(self, refresh: str, *, client: EndClient) -> Grant:
        """A fresh token; the refresh is used up and the grant holds the next."""

    async def send_code(self, email: str, *, client: EndClient) -> str:
        """Send a one-time code if there is such an account; returns the verification's id either way."""


class TicketDesk(Protocol):
    """Where tickets are opened and looked up."""

    async def open(self, draft: TicketDraft, *, key: str) -> Ticket:
        """Open one ticket per key, for the customer or for a guest with a contact."""

    async def find(self, number: str, *, email: str | None = None) -> Ticket:
        """One ticket of the customer's, or of a guest who knows its e-mail address."""

    async def list(self) -> Sequence[Ticket]:
        """The customer's tickets, newest first."""


class Catalogue(Protocol):
    """What the shop sells."""

    async def search(self, words: str) -> Sequence[Product]:
        """Products that match; an old answer while the backend is away."""

    async def find(self, product_id: str) -> Product:
        """One product; an old answer while the backend is away."""


class EffectDesk(Protocol):
    """What became of a write."""

    async def look_up(self, key: str, *, conversation_id: str) -> EffectReport | None:
        """The stored outcome of a key; None where the shop knows of no such write."""
