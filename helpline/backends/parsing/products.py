"""Read products."""

from __future__ import annotations

from typing import Any

from helpline.backends.reading import Fields
from helpline.backends.values import Product, Variant


def product(data: Any, place: str = "product") -> Product:
    """A product with its variants."""
    fields = Fields(data, place)
    return Product(
        id=fields.text("id", most=128),
        name=fields.text("name"),
        description=fields.maybe_text("description", most=10_000) or "",
        variants=fields.many("variants", _variant),
    )


def products(data: Any) -> tuple[Product, ...]:
    """A page of products."""
    return Fields(data, "products").many("items", product)


def page(data: Any) -> tuple[tuple[Product, ...], str | None]:
    """A page of products, and the cursor of the next."""
    return products(data), Fields(data, "products").maybe_text("next", most=2_000)


def _variant(data: Any, place: str) -> Variant:
    fields = Fields(data, place)
    return Variant(
        id=fields.text("id", most=128),
        options=fields.pairs("options"),
        price=fields.money("price"),
        available=fields.flag("available"),
    )
