"""Name what the assistant asks of a shop, by role; adapters and fakes satisfy the same.

Every call works for the customer of the running turn (helpline.turn) and raises the errors of
helpline.backends.errors; a read adds IdentityExpired where no proof is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from helpline.backends.calls import EndClient
from helpline.backends.changes import (
    AccountChanges,
    AccountPreview,
    AddressPreview,
    DeletionPreview,
    Link,
    NewVariant,
    PaymentPreview,
    ReturnPreview,
    SwapPreview,
)
from helpline.backends.receipts import EffectReport, Grant
from helpline.backends.values import (
    Address,
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
        """Cancel once per key; Conflict(preview_stale) if it would do something else than was shown.

        Every write below does the same, and every preview raises what its write would.
        """

    async def preview_address(self, number: str, *, address: Address) -> AddressPreview:
        """The address as it would be kept; Malformed(address_invalid) where its parts do not belong together."""

    async def change_address(self, number: str, *, address: Address, preview_id: str, key: str) -> Order:
        """Deliver the order elsewhere."""

    async def preview_payment_method(self, number: str, *, method_id: str) -> PaymentPreview:
        """What would go back, and what would be charged instead."""

    async def change_payment_method(self, number: str, *, method_id: str, preview_id: str, key: str) -> Order:
        """Pay in another way."""

    async def preview_item_changes(self, number: str, *, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        """The items as they would be, and the difference in price."""

    async def change_items(
        self, number: str, *, swaps: Sequence[NewVariant], method_id: str, preview_id: str, key: str
    ) -> Order:
        """Change items of an order that is not processed yet; once for each order."""

    async def preview_exchange(self, number: str, *, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        """The items as they would be; the difference is settled when the old ones have arrived."""

    async def exchange_items(
        self, number: str, *, swaps: Sequence[NewVariant], method_id: str, preview_id: str, key: str
    ) -> Order:
        """Exchange items of a delivered order; once for each order."""

    async def preview_return(self, number: str, *, item_ids: Sequence[str], method_id: str) -> ReturnPreview:
        """What comes back for the items once they have arrived."""

    async def return_items(
        self, number: str, *, item_ids: Sequence[str], method_id: str, preview_id: str, key: str
    ) -> Order:
        """Ask for the return of items."""

    async def invoice(self, number: str) -> Link:
        """A link that opens the invoice for a while."""


class AccountDesk(Protocol):
    """Where customers read and change their account."""

    async def me(self) -> Customer:
        """The account of a verified customer."""

    async def preview_changes(self, wanted: AccountChanges) -> AccountPreview:
        """The fields that would change; NotAllowed(nothing_to_change) where all are like that already."""

    async def change(self, wanted: AccountChanges, *, preview_id: str, key: str) -> Customer:
        """Change name, default address or newsletter."""

    async def preview_deletion(self) -> DeletionPreview:
        """What would be lost with the account."""

    async def delete(self, *, preview_id: str, key: str) -> None:
        """Have the account erased."""

    async def request_export(self, *, key: str) -> None:
        """Have a link to all of the customer's data mailed to the address on file."""

    async def begin_email_change(self, email: str, *, key: str) -> str:
        """Have a code sent to the new address; returns the verification's id."""

    async def finish_email_change(self, verification_id: str, *, code: str, key: str) -> Customer:
        """Take the new address, proved by its code; NotAllowed(code_wrong, code_expired)."""

    async def reset_password(self, email: str) -> None:
        """Have a link mailed, if there is such an account; nobody learns whether there is."""


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

    async def everything(self) -> Sequence[Product]:
        """The whole catalogue; an old answer while the backend is away."""

    async def find(self, product_id: str) -> Product:
        """One product; an old answer while the backend is away."""


class EffectDesk(Protocol):
    """What became of a write."""

    async def look_up(self, key: str, *, conversation_id: str) -> EffectReport | None:
        """The stored outcome of a key; None where the shop knows of no such write."""
