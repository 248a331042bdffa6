"""Pick customers of the demo shop, each for one test only, and check what became of their orders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.support.stack import Stack


@dataclass(frozen=True)
class Shopper:
    """A customer and one of their orders."""

    customer_id: str
    email: str
    order_number: str
    postcode: str
    paid: Decimal


class Shoppers:
    """Hands out customers nobody has had before."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._taken: set[str] = set()

    def with_newest_order(self, status: str) -> Shopper:
        """A customer whose newest order has that status; a shop without one is filled anew."""
        found = self._find(status)
        if found is None:
            self._stack.command("shop", "seed", "--demo")
            self._taken.clear()
            found = self._find(status)
        assert found is not None, f"the demo shop has no customer whose newest order is {status}"
        return found

    def _find(self, status: str) -> Shopper | None:
        state = self._stack.shop_export()
        for customer in state["customers"]:
            orders = [order for order in state["orders"] if order["customer_id"] == customer["id"]]
            newest = max(orders, key=lambda order: order["placed_at"] or "", default=None)
            if newest and newest["status"] == status and customer["id"] not in self._taken:
                self._taken.add(customer["id"])
                return _shopper(customer, newest)
        return None


def refunds(order: dict[str, Any]) -> list[Decimal]:
    """The amounts that went back, each once."""
    return [Decimal(payment["amount"]) for payment in order["payments"] if payment["kind"] == "refund"]


def assert_cancelled_once(stack: Stack, shopper: Shopper) -> None:
    """The shop's own export shows one cancellation, and exactly what was paid going back."""
    order = stack.order(shopper.order_number)
    assert order["status"] == "cancelled"
    assert order["cancellation"] == {"reason": "no longer needed"}
    assert sum(refunds(order)) == shopper.paid
    assert len(refunds(order)) == len([entry for entry in order["payments"] if entry["kind"] == "payment"])


def assert_untouched(stack: Stack, shopper: Shopper) -> None:
    """The shop's own export shows an order nobody has changed."""
    order = stack.order(shopper.order_number)
    assert order["cancellation"] is None
    assert refunds(order) == []


def _shopper(customer: dict[str, Any], order: dict[str, Any]) -> Shopper:
    paid = sum((Decimal(entry["amount"]) for entry in order["payments"] if entry["kind"] == "payment"), Decimal(0))
    return Shopper(customer["id"], customer["email"], order["number"], order["address"]["postcode"], paid)
