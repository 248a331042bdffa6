"""Read a reply strictly: types, sizes and ranges, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar

from helpline.backends.values import Money

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
_MOST_ITEMS = 500
_MOST_MONEY = Decimal("10000000")


class Unfit(ValueError):
    """A reply is not what the contract says; names the place, never the value."""


class Fields:
    """One JSON object of a reply; every reader names its place when it does not fit."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, dict):
            raise Unfit(f"{place}: not an object")
        self._data, self._place = data, place

    def text(self, name: str, *, most: int = 300) -> str:
        value = self._data.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            raise self._unfit(name)
        return _clean(value)

    def maybe_text(self, name: str, *, most: int = 300) -> str | None:
        value = self._data.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > most:
            raise self._unfit(name)
        return _clean(value) or None

    def flag(self, name: str) -> bool:
        value = self._data.get(name)
        if not isinstance(value, bool):
            raise self._unfit(name)
        return value

    def one_of(self, name: str, choices: type[E]) -> E:
        try:
            return choices(self._data.get(name))
        except ValueError:
            raise self._unfit(name) from None

    def moment(self, name: str) -> datetime | None:
        """RFC 3339; None where it is missing or null."""
        value = self._data.get(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value.replace("Z", "+00:00").replace("z", "+00:00"))
        except (AttributeError, ValueError):
            raise self._unfit(name) from None
        if moment.tzinfo is None or not 1990 <= moment.year <= 2200:
            raise self._unfit(name)
        return moment.astimezone(timezone.utc)

    def money(self, name: str, *, least: Decimal = Decimal(0)) -> Money:
        value = self._data.get(name)
        if not isinstance(value, dict):
            raise self._unfit(name)
        amount, currency = value.get("amount"), value.get("currency")
        if not isinstance(currency, str) or len(currency) != 3 or not currency.isascii() or not currency.isupper():
            raise self._unfit(name)
        return Money(self._decimal(name, amount, least), currency)

    def maybe_money(self, name: str, *, least: Decimal = Decimal(0)) -> Money | None:
        return None if self._data.get(name) is None else self.money(name, least=least)

    def maybe(self, name: str, parse: Callable[[Any, str], T]) -> T | None:
        value = self._data.get(name)
        return None if value is None else parse(value, f"{self._place}.{name}")

    def many(self, name: str, parse: Callable[[Any, str], T], *, most: int = _MOST_ITEMS) -> tuple[T, ...]:
        """A list; missing or null is empty."""
        value = self._data.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > most:
            raise self._unfit(name)
        return tuple(parse(one, f"{self._place}.{name}[{index}]") for index, one in enumerate(value))

    def texts(self, name: str, *, most: int = _MOST_ITEMS) -> tuple[str, ...]:
        return self.many(name, _one_text, most=most)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """An object of texts, in its own order; missing is empty."""
        value = self._data.get(name)
        if value is None:
            return ()
        if not isinstance(value, dict) or len(value) > 30:
            raise self._unfit(name)
        return tuple(
            (_one_text(key, self._place), _one_text(one, f"{self._place}.{name}")) for key, one in value.items()
        )

    def _decimal(self, name: str, amount: Any, least: Decimal) -> Decimal:
        try:
            figure = Decimal(amount) if isinstance(amount, str) and len(amount) <= 20 else None
        except InvalidOperation:
            figure = None
        if figure is None or not figure.is_finite() or not least <= figure <= _MOST_MONEY:
            raise self._unfit(name)
        return figure

    def _unfit(self, name: str) -> Unfit:
        return Unfit(f"{self._place}.{name}")


def json_of(body: bytes, content_type: str) -> Any:
    """The JSON in a body; Unfit for anything else, such as a proxy's page."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Unfit("content type")
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Unfit("not JSON") from None


def _refuse_constant(name: str) -> Any:
    raise Unfit(f"{name} is not JSON")


def _one_text(value: Any, place: str) -> str:
    if not isinstance(value, str) or len(value) > 300:
        raise Unfit(place)
    return _clean(value)


def _clean(value: str) -> str:
    """Without NUL (Postgres' text refuses it) and with lone surrogates replaced."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()
