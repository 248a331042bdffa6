"""Read what several replies have in common: addresses, ways to pay, days."""

from __future__ import annotations

from typing import Any

from helpline.backends.reading import Fields, Unfit
from helpline.backends.values import Address, MethodKind, PaymentMethod

_MOST_DAYS = 90


def address(data: Any, place: str) -> Address:
    fields = Fields(data, place)
    return Address(
        line1=fields.text("line1"),
        line2=fields.maybe_text("line2") or "",
        city=fields.text("city"),
        state=fields.maybe_text("state") or "",
        country=fields.text("country"),
        postcode=fields.text("postcode", most=32),
    )


def method(data: Any, place: str) -> PaymentMethod:
    fields = Fields(data, place)
    return PaymentMethod(
        id=fields.text("id", most=128),
        kind=_kind(fields),
        brand=fields.maybe_text("brand", most=50),
        last_four=fields.maybe_text("last_four", most=4),
        balance=fields.maybe_money("balance"),
    )


def shown_method(data: Any, place: str) -> tuple[MethodKind, str | None, str | None]:
    fields = Fields(data, place)
    return _kind(fields), fields.maybe_text("brand", most=50), fields.maybe_text("last_four", most=4)


def _kind(fields: Fields) -> MethodKind:
    try:
        return MethodKind(fields.text("kind", most=50))
    except ValueError as exc:
        if isinstance(exc, Unfit):
            raise
        return MethodKind.OTHER


def days(data: Any, place: str) -> tuple[int, int]:
    fits = isinstance(data, list) and len(data) == 2 and all(type(day) is int for day in data)
    if not fits or not 0 <= data[0] <= data[1] <= _MOST_DAYS:
        raise Unfit(place)
    return data[0], data[1]
