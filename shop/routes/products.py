"""Show what the shop sells to anyone it knows."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from shop import catalogue
from shop.database import transaction
from shop.grants import admit
from shop.replies import Page, Product
from shop.routes.inputs import Id, Part, Who

router = APIRouter(prefix="/products", tags=["products"])


@router.get("", response_model=Page[Product])
def search_products(part: Part, who: Who, q: Annotated[str, Query(max_length=200)] = "") -> Page[Product]:
    with transaction() as connection:
        admit(connection, who)
        return catalogue.search(connection, q, part)


@router.get("/{product_id}", response_model=Product)
def read_product(product_id: Id, who: Who) -> Product:
    with transaction() as connection:
        admit(connection, who)
        return catalogue.read(connection, product_id)
