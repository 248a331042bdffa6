"""Products, an order of several of them, and the customer who bought it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from helpline.backends.values import (
    Address,
    Customer,
    MethodKind,
    Money,
    Order,
    OrderItem,
    OrderStatus,
    Payment,
    PaymentMethod,
    Product,
    Variant,
)

CARD = PaymentMethod("card_1", MethodKind.CREDIT_CARD, "visa", "9212")
GIFT_CARD = PaymentMethod("gift_1", MethodKind.GIFT_CARD, balance=Money(Decimal("20.00"), "USD"))
PAYPAL = PaymentMethod("pp_1", MethodKind.PAYPAL)
HOME = Address("1 Elm St", "", "Denver", "CO", "USA", "80279")
ANN = Customer("c_100", "Ann", "Lee", "ann@example.com", address=HOME, payment_methods=(CARD, GIFT_CARD, PAYPAL))


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def variant(variant_id: str, price: str, *, available: bool = True, **options: str) -> Variant:
    return Variant(variant_id, tuple(options.items()), usd(price), available)


JACKET = Product(
    "p_jacket",
    "Rain Jacket",
    "Keeps the rain off.",
    (
        variant("j_blue_m", "80.00", color="blue", size="M"),
        variant("j_blue_l", "80.00", color="blue", size="L"),
        variant("j_green_m", "85.00", color="green", size="M"),
        variant("j_green_l", "85.00", color="green", size="L"),
        variant("j_red_l", "95.00", available=False, color="red", size="L"),
    ),
)
MUG = Product(
    "p_mug",
    "Coffee Mug",
    "Holds coffee.",
    (variant("m_white", "9.00", color="white"), variant("m_black", "9.00", color="black")),
)
RUG = Product("p_rug", "Wool Rug", "Lies on the floor.", (variant("r_grey", "120.00", color="grey"),))
PRODUCTS = [JACKET, MUG, RUG]


def item(item_id: str, product: Product, variant_id: str) -> OrderItem:
    found = next(each for each in product.variants if each.id == variant_id)
    return OrderItem(item_id, product.id, found.id, product.name, found.price, found.options)


ITEMS = (item("i_1", JACKET, "j_blue_m"), item("i_2", MUG, "m_white"), item("i_3", RUG, "r_grey"))


def goods(number: str = "A-2047", status: OrderStatus = OrderStatus.PENDING, **changes: Any) -> Order:
    """A jacket, a mug and a rug, paid by card."""
    total = usd("209.00")
    paid = (Payment(total, MethodKind.CREDIT_CARD, "visa", "9212", "card_1"),)
    order = Order(number, status, customer_id="c_100", address=HOME, items=ITEMS, payments=paid, total=total)
    return replace(order, **changes)
