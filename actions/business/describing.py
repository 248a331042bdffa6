"""Find the orders a customer describes: by what is in them, when they were made, how far they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.business.items import named
from helpline.backends.values import Order, OrderStatus

_Test = Callable[[Order], bool]
_OPEN = {OrderStatus.PENDING, OrderStatus.PENDING_MODIFIED, OrderStatus.PROCESSED, OrderStatus.SHIPPED}
_STATUS: tuple[tuple[re.Pattern[str], frozenset[OrderStatus]], ...] = tuple(
    (re.compile(pattern), frozenset(statuses))
    for pattern, statuses in (
        (r"\b(?:not|isn'?t|hasn'?t|never|un)[\s-]*(?:yet |been |yet been |been yet )?(?:delivered|arrived|here|come)\b|"
         r"still waiting|not here yet", _OPEN),
        (r"\bnot (?:yet )?(?:shipped|sent)|unshipped|hasn'?t (?:been )?shipped",
         _OPEN - {OrderStatus.SHIPPED}),
        (r"\bpending\b|\bopen (?:order|one)\b|not (?:yet )?processed",
         {OrderStatus.PENDING, OrderStatus.PENDING_MODIFIED}),
        (r"\b(?:shipped|on (?:its|the) way|in transit|sent out)\b", {OrderStatus.SHIPPED}),
        (r"\b(?:delivered|arrived|i (?:just )?(?:got|received)|that came|came (?:today|yesterday))\b",
         {OrderStatus.DELIVERED}),
        (r"\bcancell?ed (?:order|one)\b", {OrderStatus.CANCELLED}),
    )
)  # fmt: skip
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_MONTH_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS)
_MONTH = re.compile(rf"\b(?:in|from|of|back in)\s+({_MONTH_NAMES})\b")
_DAYS_AGO = re.compile(r"\b(\d{1,2}|a|two|three|four|five|six) days? ago\b")
_NUMBERS = {"a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_OTHER = re.compile(r"\b(?:the |my |that )?other (?:one|order)s?\b")
_SAME = re.compile(r"\b(?:it|that|this|same)(?: (?:one|order))?\b")


@dataclass(frozen=True)
class Context:
    """What a description is understood against: the day of asking, and the order talked about."""

    today: date
    current: str | None = None


def described(orders: Sequence[Order], text: str, context: Context) -> list[Order] | None:
    """The orders that fit, newest first; None where the text describes none."""
    said = text.lower().replace("’", "'")
    tests = [test for test in (_by_status(said), _by_time(said, context.today), _other(said, context)) if test]
    by_items = [order for order in orders if named(order.items, said).anything]
    if by_items:
        tests.append(lambda order: order in by_items)
    if not tests:
        return None
    return [order for order in orders if all(test(order) for test in tests)]


def means_the_same(text: str) -> bool:
    """Whether a text points back: "cancel it", "that order"."""
    return bool(_SAME.search(text.lower()))


def _by_status(said: str) -> _Test | None:
    for pattern, statuses in _STATUS:
        if pattern.search(said):
            return lambda order: order.status in statuses
    return None


def _by_time(said: str, today: date) -> _Test | None:
    span = _span(said, today)
    if span is None:
        return None
    first, last = span
    return lambda order: order.placed_at is not None and first <= order.placed_at.date() <= last


def _span(said: str, today: date) -> tuple[date, date] | None:
    """First and last day of the time named."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    spans = {
        r"\byesterday(?:'?s)?\b": (today - timedelta(days=1),) * 2,
        r"\b(?:today(?:'?s)?|this morning)\b": (today, today),
        r"\blast week(?:'?s)?\b": (monday - timedelta(days=7), monday - timedelta(days=1)),
        r"\bthis week(?:'?s)?\b": (monday, today),
        r"\blast month(?:'?s)?\b": (last_month, month - timedelta(days=1)),
        r"\bthis month(?:'?s)?\b": (month, today),
    }
    for pattern, span in spans.items():
        if re.search(pattern, said):
            return span
    ago = _DAYS_AGO.search(said)
    if ago:
        days = _NUMBERS.get(ago[1]) or int(ago[1])
        return (today - timedelta(days=days),) * 2
    named_month = _MONTH.search(said)
    return _month(named_month[1], today) if named_month else None


def _month(name: str, today: date) -> tuple[date, date]:
    """The last month of that name."""
    number = next(place for place, each in enumerate(_MONTHS, start=1) if each.startswith(name[:3]))
    year = today.year if number <= today.month else today.year - 1
    following = datetime(year + number // 12, number % 12 + 1, 1).date()
    return date(year, number, 1), following - timedelta(days=1)


def _other(said: str, context: Context) -> _Test | None:
    return (lambda order: order.number != context.current) if context.current and _OTHER.search(said) else None
