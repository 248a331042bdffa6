"""Look products up at the shop, and remember them for a while: an old answer is better than none."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from cachetools import LRUCache

from helpline.backends.asking import path_of
from helpline.backends.calls import Call
from helpline.backends.errors import BackendUnavailable
from helpline.backends.parsing import products as parsing
from helpline.backends.pool import Pool
from helpline.backends.tokens import service_token
from helpline.backends.values import Product
from helpline.logs import Log

log = Log("helpline.backends.catalogue")
T = TypeVar("T")
_FRESH_SECONDS = 60.0
_MOST_ANSWERS = 500
_MOST_PAGES = 20
_EVERYTHING = "\n"  # no search is for a line's end


class HttpCatalogue:
    """The catalogue behind the shop's API."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._searches = _Remembered[Sequence[Product]]()
        self._products = _Remembered[Product]()

    async def search(self, words: str) -> Sequence[Product]:
        query = {"q": words} if words.strip() else {}
        call = Call("GET", "/products", parsing.products, service_token(), query=query)
        return await self._searches.get(words.casefold(), lambda: self._pool.send(call))

    async def everything(self) -> Sequence[Product]:
        return await self._searches.get(_EVERYTHING, self._all_pages)

    async def find(self, product_id: str) -> Product:
        call = Call("GET", path_of(self._pool.name, "products", product_id), parsing.product, service_token())
        return await self._products.get(product_id, lambda: self._pool.send(call))

    async def _all_pages(self) -> Sequence[Product]:
        found: list[Product] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            query = {"limit": "100", **({"cursor": cursor} if cursor else {})}
            call = Call("GET", "/products", parsing.page, service_token(), query=query)
            products, cursor = await self._pool.send(call)
            found.extend(products)
            if cursor is None:
                break
        return tuple(found)


class _Remembered(Generic[T]):
    """Answers by question: fresh for a minute, then asked anew, and kept for when nobody answers."""

    def __init__(self) -> None:
        self._known: LRUCache[str, tuple[float, T]] = LRUCache(_MOST_ANSWERS)

    async def get(self, question: str, ask: Callable[[], Awaitable[T]]) -> T:
        asked_at, answer = self._known.get(question, (None, None))
        if asked_at is not None and answer is not None and time.monotonic() - asked_at < _FRESH_SECONDS:
            return answer
        try:
            fresh = await ask()
        except BackendUnavailable as exc:
            if answer is None:
                raise
            log.warning("catalogue_stale", error=exc.code)
            return answer
        self._known[question] = (time.monotonic(), fresh)
        return fresh
