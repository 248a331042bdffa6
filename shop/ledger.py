"""Keep an order's money: what came in, what went back, and the gift cards it moved."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import customers
from shop.orders import OrderKey
from shop.problems import Problem
from shop.refunds import Movement, days_of, outstanding
from shop.replies import Money, Payment, PaymentMethod

Methods = dict[str, PaymentMethod]


def locked_status(connection: Connection, order: OrderKey) -> str:
    """Hold the order's row, so that of two writes the second sees what the first has done."""
    query = text("SELECT status FROM shop.orders WHERE number = :number FOR UPDATE")
    return str(connection.execute(query, {"number": order.number}).scalar_one())


def methods_of(connection: Connection, order: OrderKey) -> Methods:
    """What the order's customer pays with. Their rows are held: two writes cannot spend one balance."""
    query = text("SELECT id FROM shop.payment_methods WHERE customer_id = :id ORDER BY id FOR UPDATE")
    connection.execute(query, {"id": order.customer_id})
    return customers.methods(connection, [order.customer_id])[order.customer_id]


def movements(connection: Connection, order: OrderKey) -> list[Movement]:
    """Every payment and refund, the oldest first."""
    query = text(
        "SELECT kind, amount, payment_method_id FROM shop.payments WHERE order_number = :number ORDER BY position"
    )
    return [Movement(*row) for row in connection.execute(query, {"number": order.number})]


def to_give_back(connection: Connection, order: OrderKey) -> list[Movement]:
    """A refund for every payment that has not gone back."""
    return outstanding(movements(connection, order))


def known_method(methods: Methods, method_id: str) -> PaymentMethod:
    """Raises: Problem 409 `payment_method_unknown`."""
    if method_id not in methods:
        raise Problem(
            409, "payment_method_unknown", "This customer has no such payment method.", allowed=sorted(methods)
        )
    return methods[method_id]


def must_cover(method: PaymentMethod, amount: Decimal, *, besides: Decimal = Decimal(0)) -> None:
    """A gift card holds what it pays; `besides` comes back to it first.

    Raises:
        Problem: 409 `gift_card_too_small`.
    """
    if method.kind != "gift_card":
        return
    balance = Decimal(method.balance.amount if method.balance else "0") + besides
    if balance < amount:
        detail = "The gift card does not hold enough."
        more = {"balance": Money.of(balance).dict(), "needed": Money.of(amount).dict()}
        raise Problem(409, "gift_card_too_small", detail, **more)


def enter(connection: Connection, order: OrderKey, parts: Sequence[Movement]) -> None:
    """Book these movements; a gift card's balance moves with them."""
    for part in parts:
        values = {"number": order.number, "kind": part.kind, "amount": part.amount, "method": part.payment_method_id}
        connection.execute(_ENTER, values)
        add = part.amount if part.kind == "refund" else -part.amount
        customers.move_balance(connection, order.customer_id, method_id=part.payment_method_id, add=add)


def shown(part: Movement, methods: Methods) -> Payment:
    """A movement as replies show it, the method without its balance."""
    method = methods.get(part.payment_method_id)
    return Payment(
        kind=part.kind,
        amount=Money.of(part.amount),
        payment_method_id=part.payment_method_id,
        method=method.copy(update={"balance": None}) if method else None,
        days=days_of(method) if part.kind == "refund" else None,
    )


def must_be(status: str, allowed: Sequence[str], *, code: str, what: str) -> None:
    """Raises: Problem 409 with that code."""
    if status not in allowed:
        detail = f"An order that is {status} cannot be {what}."
        raise Problem(409, code, detail, order_status=status, allowed=list(allowed))


_ENTER = text(
    "INSERT INTO shop.payments (order_number, position, kind, amount, payment_method_id)"
    " SELECT :number, coalesce(max(position) + 1, 0), :kind, :amount, :method"
    " FROM shop.payments WHERE order_number = :number"
)
