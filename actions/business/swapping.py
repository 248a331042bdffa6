"""Tell from one text which items go and what each of them is to become."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.business.items import named
from actions.business.variants import describe
from actions.business.wording import words
from helpline.backends.values import Money, OrderItem, Product, Variant

_CLAUSES = re.compile(r"\s*(?:[,;.!?](?=\s|$)|\band\b|\bplus\b|\bas well as\b)\s*")
_DOING = r"(?:ex)?change|swap|switch|trade|replace|return|get|have|make|send|buy|order"
_TARGET = re.compile(rf"\b(?:for|to(?!\s+(?:{_DOING})\b)|into|with|be)\b\s+(.*)$")
_IN = re.compile(r"\bin\b\s+(.*)$")  # "the blue jacket in green", but also "the jacket green in L"
_PAYING = re.compile(r"\b(?:pay|paid|refund|difference|charge|money)\b|\bpay ?pal\b|\bgift ?cards?\b")


@dataclass(frozen=True)
class Wanted:
    """Items by id, each with the words that say what it is to become; several items may share a clause."""

    words: Mapping[str, str]

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(self.words)


def wanted(items: Sequence[OrderItem], text: str) -> Wanted:
    """Read "the mug to blue and the lamp for the black one in L": words after an item, up to the next, are about it."""
    found: dict[str, list[str]] = {}
    current: tuple[str, ...] = ()
    for clause in _CLAUSES.split(text):
        source, target = _parts(items, clause)
        # "The sofa for the grey one", where there is no sofa: the grey thing in the order is not meant.
        meant = tuple(
            item.id for item in named(items, source, by_options=not (target or _TARGET.search(clause))).chosen
        )
        if meant:
            current = meant
        if not _PAYING.search(clause.lower()):
            for item_id in current:
                found.setdefault(item_id, []).append(target or clause)
    return Wanted({item_id: " and ".join(clauses) for item_id, clauses in found.items()})


def what_goes(text: str) -> str:
    """The words before those that say what is to come."""
    place = _TARGET.search(text)
    return text[: place.start()] if place else text


def _parts(items: Sequence[OrderItem], clause: str) -> tuple[str, str]:
    """What goes, and what is to come; the clause alone where nothing says what is to come."""
    place = _TARGET.search(clause)
    if place and named(items, clause[: place.start()]).anything:
        return clause[: place.start()], place[1]
    place = _IN.search(clause)
    if place and _names_what_it_is(items, clause[: place.start()]):
        return clause[: place.start()], place[1]
    return clause, ""


def _names_what_it_is(items: Sequence[OrderItem], source: str) -> bool:
    """ "The blue jacket", of a jacket that is blue."""
    said = words(source)
    meant = named(items, source).chosen
    return any(word in said for item in meant for _, value in item.options for word in words(value))


def variant_of(product: Product, variant_id: str) -> Variant | None:
    """A product's variant by its id."""
    return next((variant for variant in product.variants if variant.id == variant_id), None)


def as_variant(item: OrderItem, product: Product) -> Variant:
    """The variant an item is, with the price it had."""
    known = variant_of(product, item.variant_id)
    return known or Variant(item.variant_id, item.options, item.price, available=False)


def item_name(item: OrderItem) -> str:
    """An item as people name it: "Jacket (green, L)"."""
    options = ", ".join(value for _, value in item.options)
    return f"{item.name} ({options})" if options else item.name


def swap_name(item: OrderItem, variant: Variant) -> str:
    """ "Jacket: green, L → blue, L"."""
    return f"{item.name}: {', '.join(value for _, value in item.options)} → {describe(variant)}"


def difference(pairs: Sequence[tuple[OrderItem, Variant]]) -> Money:
    """What new variants cost more than the items did; negative where they cost less."""
    currency = pairs[0][0].price.currency if pairs else "USD"
    return Money(sum((variant.price.amount - item.price.amount for item, variant in pairs), Decimal(0)), currency)
