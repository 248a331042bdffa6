"""Show what the shop sells to anyone it knows."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Path, Query

from shop import catalogue
from shop.callers import Caller, caller
from shop.database import transaction
from shop.grants import admit
from shop.pages import Cut, cut
from shop.replies import Page, Product

router = APIRouter(prefix="/products", tags=["products"])


@router.get("", response_model=Page[Product])
def search_products(
    q: str = Query("", max_length=200), part: Cut = Depends(cut), who: Caller = Depends(caller)
) -> Page[Product]:
    with transaction() as connection:
        admit(connection, who)
        return catalogue.search(connection, q, part)


@router.get("/{product_id}", response_model=Product)
def read_product(product_id: str = Path(max_length=200), who: Caller = Depends(caller)) -> Product:
    with transaction() as connection:
        admit(connection, who)
        return catalogue.read(connection, product_id)
