"""Tell whether a text is about the shop."""

from __future__ import annotations

import re

_SHOP = re.compile(
    r"\b(?:orders?|ordered|parcels?|packages?|deliver\w*|shipp?\w*|couriers?|returns?|returned|refund\w*|items?|products?|"
    r"invoices?|receipts?|vouchers?|coupons?|discounts?|checkout|baskets?|carts?|account|websites?|shops?|stores?|"
    r"bought|purchas\w*|warehouse|wholesale|suppliers?|careers?|jobs? (?:at|with|in) you\w*|your compan\w*|your staff|"
    r"customer service|newsletter|catalogues?)\b",
    re.IGNORECASE,
)


def about_the_shop(text: str) -> bool:
    """Whether it names something a shop has to do with: then a colleague may know an answer where we have none."""
    return bool(_SHOP.search(text))
