"""Search and read what the shop sells."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop.pages import Cut
from shop.problems import not_found
from shop.replies import Money, Page, Product, Variant

_MOST_WORDS = 10


def search(connection: Connection, words: str, cut: Cut) -> Page[Product]:
    """Products in whose name, description or options every word occurs, by name; without words, all."""
    values = {"words": _patterns(words), "limit": cut.limit + 1, **cut.start("name", "id")}
    rows = connection.execute(_SEARCH, values).mappings().all()
    shown, cursor = cut.split(list(rows), ("name", "id"))
    return Page[Product](items=_products(connection, shown), next=cursor)


def read(connection: Connection, product_id: str) -> Product:
    """Raises: Problem 404 `product_not_found`."""
    rows = connection.execute(
        text("SELECT id, name, description FROM shop.products WHERE id = :id"), {"id": product_id}
    )
    products = _products(connection, rows.mappings().all())
    if not products:
        raise not_found("product")
    return products[0]


_SEARCH = text(
    """
    SELECT id, name, description FROM shop.products p
    WHERE (cast(:name AS text) IS NULL OR (name, id) > (:name, :id)) AND NOT EXISTS (
      SELECT 1 FROM unnest(cast(:words AS text[])) AS word
      WHERE concat_ws(' ', name, description, (
        SELECT string_agg(options::text, ' ') FROM shop.variants v WHERE v.product_id = p.id
      )) NOT ILIKE word
    )
    ORDER BY name, id LIMIT :limit
    """
)


def _patterns(words: str) -> list[str]:
    # A plural finds the singular; "shirts" is what people write and "T-Shirt" what the shop has.
    found = re.findall(r"[\w-]+", words)[:_MOST_WORDS]
    stems = [word[:-1] if len(word) > 3 and word.lower().endswith("s") else word for word in found]
    return ["%" + re.sub(r"([%_\\])", r"\\\1", stem) + "%" for stem in stems]


def _products(connection: Connection, rows: Any) -> list[Product]:
    variants = _variants(connection, [row["id"] for row in rows])
    return [
        Product(id=row["id"], name=row["name"], description=row["description"] or "", variants=variants[row["id"]])
        for row in rows
    ]


def _variants(connection: Connection, product_ids: list[str]) -> dict[str, list[Variant]]:
    found: dict[str, list[Variant]] = defaultdict(list)
    rows = connection.execute(
        text("SELECT * FROM shop.variants WHERE product_id = ANY(:ids) ORDER BY product_id, position"),
        {"ids": product_ids},
    )
    for row in rows.mappings():
        found[row["product_id"]].append(Variant(**{**row, "price": Money.of(row["price"])}))
    return found
