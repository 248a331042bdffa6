"""Shops of Python objects that record what they were asked, for tests of whatever stands behind the ports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from helpline.backends.calls import EndClient
from helpline.backends.changes import AccountChanges, AccountPreview, DeletionPreview
from helpline.backends.errors import Conflict, NotAllowed, NotFound
from helpline.backends.ports import AccountDesk, Catalogue, OrderDesk, TicketDesk, TokenDesk
from helpline.backends.receipts import Grant
from helpline.backends.values import (
    CancellationPreview,
    CancelReason,
    Customer,
    MethodKind,
    Money,
    Order,
    OrderStatus,
    Product,
    Refund,
    Ticket,
    TicketDraft,
    TicketStatus,
)
from tests.fake_changes import FakeOrderChanges
from tests.recording import Recorder


@dataclass
class FakeOrderDesk(FakeOrderChanges):
    """Orders of one customer, newest first; a key changes once."""

    async def find(self, number: str) -> Order:
        self.note("find", number=number)
        return self._find(number)

    async def list(self) -> Sequence[Order]:
        self.note("list")
        return tuple(self.orders)

    async def preview_cancellation(self, number: str, *, reason: CancelReason) -> CancellationPreview:
        self.note("preview_cancellation", number=number, reason=reason)
        return preview_of(self._cancellable(number))

    async def cancel(self, number: str, *, reason: CancelReason, preview_id: str, key: str) -> Order:
        self.note("cancel", number=number, reason=reason, preview_id=preview_id, key=key)
        if key in self.done:
            return self.done[key]
        order = self._cancellable(number)
        preview = preview_of(order)
        if preview.preview_id != preview_id:
            raise Conflict("orders", code="preview_stale")
        cancelled = replace(order, status=OrderStatus.CANCELLED, refunds=preview.refunds, cancel_reason=reason.value)
        self.orders[self.orders.index(order)] = cancelled
        self.done[key] = cancelled
        return cancelled

    def _cancellable(self, number: str) -> Order:
        order = self._find(number)
        if order.status is not OrderStatus.PENDING:
            raise NotAllowed("orders", code="order_not_pending", allowed=["pending"])
        return order


@dataclass
class FakeCatalogue(Recorder):
    """Products that are all found by anything."""

    products: list[Product] = field(default_factory=list)

    async def search(self, words: str) -> Sequence[Product]:
        self.note("search", words=words)
        return tuple(self.products)

    async def everything(self) -> Sequence[Product]:
        self.note("everything")
        return tuple(self.products)

    async def find(self, product_id: str) -> Product:
        self.note("find", product_id=product_id)
        found = [product for product in self.products if product.id == product_id]
        if not found:
            raise NotFound("catalogue")
        return found[0]


@dataclass
class FakeAccountDesk(Recorder):
    """One customer's account; a key changes it once."""

    customer: Customer = field(default_factory=lambda: Customer("c_100", "Ann", "Lee", "ann@example.com"))
    deleted: bool = False
    open_orders: int = 0
    code: str = "123456"
    email_wanted: str | None = None

    async def me(self) -> Customer:
        self.note("me")
        return self.customer

    async def preview_changes(self, wanted: AccountChanges) -> AccountPreview:
        self.note("preview_changes", wanted=wanted)
        if _changed(self.customer, wanted) == self.customer:
            raise NotAllowed("accounts", code="nothing_to_change")
        return AccountPreview("account:1", wanted)

    async def change(self, wanted: AccountChanges, *, preview_id: str, key: str) -> Customer:
        self.note("change", wanted=wanted, preview_id=preview_id, key=key)
        self.customer = _changed(self.customer, wanted)
        return self.customer

    async def preview_deletion(self) -> DeletionPreview:
        self.note("preview_deletion")
        balances = [method.balance.amount for method in self.customer.payment_methods if method.balance]
        return DeletionPreview("deletion:1", self.open_orders, Money(sum(balances, Decimal(0)), "USD"))

    async def delete(self, *, preview_id: str, key: str) -> None:
        self.note("delete", preview_id=preview_id, key=key)
        self.deleted = True

    async def request_export(self, *, key: str) -> None:
        self.note("request_export", key=key)

    async def begin_email_change(self, email: str, *, key: str) -> str:
        self.note("begin_email_change", key=key)
        self.email_wanted = email
        return "v_email"

    async def finish_email_change(self, verification_id: str, *, code: str, key: str) -> Customer:
        self.note("finish_email_change", verification_id=verification_id, key=key)
        if code != self.code:
            raise NotAllowed("accounts", code="code_wrong")
        self.customer = replace(self.customer, email=self.email_wanted or "")
        return self.customer

    async def reset_password(self, email: str) -> None:
        self.note("reset_password", email=email)


def _changed(customer: Customer, wanted: AccountChanges) -> Customer:
    named = {name: getattr(wanted, name) for name in ("first_name", "last_name", "newsletter", "address")}
    return replace(customer, **{name: value for name, value in named.items() if value is not None})


@dataclass
class FakeTicketDesk(Recorder):
    """Tickets that are opened once per key."""

    tickets: list[Ticket] = field(default_factory=list)
    drafts: list[TicketDraft] = field(default_factory=list)
    done: dict[str, Ticket] = field(default_factory=dict)

    async def open(self, draft: TicketDraft, *, key: str) -> Ticket:
        self.note("open", draft=draft, key=key)
        if key not in self.done:
            self.done[key] = self._ticket(draft)
            self.tickets.insert(0, self.done[key])
            self.drafts.append(draft)
        return self.done[key]

    async def find(self, number: str, *, email: str | None = None) -> Ticket:
        self.note("find", number=number, email=email)
        found = [ticket for ticket in self.tickets if _loose(ticket.number) == _loose(number)]
        if not found:
            raise NotFound("tickets")
        return found[0]

    async def list(self) -> Sequence[Ticket]:
        self.note("list")
        return tuple(self.tickets)

    def _ticket(self, draft: TicketDraft) -> Ticket:
        return Ticket(
            number=f"T-{1001 + len(self.tickets)}",
            status=TicketStatus.OPEN,
            subject=draft.subject,
            created_at=datetime(2026, 11, 2, tzinfo=timezone.utc),
            category=draft.category,
            priority=draft.priority,
            queue=draft.queue,
            order_number=draft.order_number,
        )


@dataclass
class FakeTokenDesk(Recorder):
    """Grants whatever its lists say; a refresh works once, and so does a code.

    Args:
        customers: by assertion or e-mail address, the customer's id.
        orders: by order number, the e-mail address or postcode on it.
        code: the one right code.
        life: of the tokens it grants.
    """

    customers: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    code: str = "123456"
    life: timedelta = timedelta(minutes=30)
    verifications: dict[str, str] = field(default_factory=dict)
    refreshes: dict[str, str] = field(default_factory=dict)
    granted: int = 0

    async def grant_by_assertion(self, assertion: str, *, client: EndClient) -> Grant:
        self.note("grant_by_assertion", client=client)
        if assertion not in self.customers:
            raise NotAllowed("accounts", code="assertion_refused")
        return self._verified(self.customers[assertion])

    async def grant_by_order(
        self, order_number: str, *, client: EndClient, email: str | None = None, postcode: str | None = None
    ) -> Grant:
        self.note("grant_by_order", order_number=order_number, client=client)
        proof = email or postcode
        if not proof or self.orders.get(order_number) != proof:
            raise NotFound("accounts", code="order_not_matched")
        return Grant(self._token(), "recognised", self._expiry(), order_number=order_number)

    async def grant_by_code(self, verification_id: str, *, code: str, client: EndClient) -> Grant:
        self.note("grant_by_code", verification_id=verification_id, client=client)
        email = self.verifications.get(verification_id)
        if email is None:
            raise NotAllowed("accounts", code="code_expired")
        if code != self.code or email not in self.customers:
            raise NotAllowed("accounts", code="code_wrong")
        del self.verifications[verification_id]
        return self._verified(self.customers[email])

    async def grant_by_refresh(self, refresh: str, *, client: EndClient) -> Grant:
        self.note("grant_by_refresh", client=client)
        if refresh not in self.refreshes:
            raise NotAllowed("accounts", code="refresh_refused")
        return self._verified(self.refreshes.pop(refresh))

    async def send_code(self, email: str, *, client: EndClient) -> str:
        self.note("send_code", client=client)
        verification_id = f"v_{len(self.verifications) + 1}"
        self.verifications[verification_id] = email
        return verification_id

    def _verified(self, customer_id: str) -> Grant:
        token = self._token()
        refresh = f"refresh-{self.granted}"
        self.refreshes[refresh] = customer_id
        return Grant(token, "verified", self._expiry(), customer_id=customer_id, refresh=refresh)

    def _token(self) -> str:
        self.granted += 1
        return f"token-{self.granted}"

    def _expiry(self) -> datetime:
        return datetime.now(timezone.utc) + self.life


def an_order(number: str = "#W7654321", status: OrderStatus = OrderStatus.PENDING, **changes: Any) -> Order:
    """An order of c_100 over 50.88 USD."""
    order = Order(number=number, status=status, customer_id="c_100", total=Money(Decimal("50.88"), "USD"))
    return replace(order, **changes)


def preview_of(order: Order) -> CancellationPreview:
    """What a cancellation would do: everything goes back to the card."""
    total = order.total or Money(Decimal(0), "USD")
    refund = Refund(total, MethodKind.CREDIT_CARD, "visa", "9212", (5, 7))
    return CancellationPreview(f"preview:{order.number}", order.number, OrderStatus.CANCELLED, (refund,), total)


def _loose(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()


_ports: tuple[type[OrderDesk], type[AccountDesk], type[TicketDesk], type[TokenDesk], type[Catalogue]] = (
    FakeOrderDesk,
    FakeAccountDesk,
    FakeTicketDesk,
    FakeTokenDesk,
    FakeCatalogue,
)
