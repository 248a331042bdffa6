"""Open the shop's transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection

from helpline.db import sync_engine
from shop.settings import shop_settings


@contextmanager
def transaction() -> Iterator[Connection]:
    """One transaction: committed at the end of the block, rolled back by any exception."""
    with sync_engine("shop", pool_size=shop_settings().database_connections).begin() as connection:
        yield connection
