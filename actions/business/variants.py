"""Find out which variant of a product a customer means by any part of its options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.business.wording import alike, words
from helpline.backends.values import Product, Variant

MOST_SHOWN = 5
_SIZES = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_SIZE_WORDS = {
    "small": "s", "medium": "m", "large": "l", "extra small": "xs", "extra large": "xl", "x-large": "xl",
    "x large": "xl", "2xl": "xxl", "3xl": "xxxl", "xx-large": "xxl",
}  # fmt: skip
_BIGGER = re.compile(
    r"\b(?:(one|two|a) sizes? (?:bigger|larger|up)|bigger|larger|next size up|size up|"
    r"more (?:storage|space|volume|memory|litres?|gb))\b"
)
_SMALLER = re.compile(
    r"\b(?:(one|two|a) sizes? (?:smaller|down)|smaller|next size down|size down|less (?:storage|space|volume))\b"
)
_CHEAPEST = re.compile(r"\bcheap(?:est|er)\b|\bleast expensive\b|\blowest price\b")
_DEAREST = re.compile(r"\b(?:most expensive|dearest|priciest)\b")
_INSTEAD_OF = re.compile(
    r"\b(?:instead of|rather than|not|from)\b(?: the| a| an| my)? [\w ]{2,30}?(?=$|[,.;]|\bto\b|\bfor\b)"
)


@dataclass(frozen=True)
class Wish:
    """What the words leave of a product's variants.

    Args:
        fitting: the available ones that are meant; one is clear, several are a choice.
        unavailable: what was meant exactly, but cannot be had now.
        nearest: the available ones that come closest, where none fits.
        said: whether the words name any option at all.
    """

    fitting: tuple[Variant, ...] = ()
    unavailable: tuple[Variant, ...] = ()
    nearest: tuple[Variant, ...] = ()
    said: bool = False


def wished(product: Product, text: str, *, current: Variant | None = None) -> Wish:
    """The variants of a product that a text names; options left open stay as they are, where that can be had.

    Args:
        current: the variant the customer has: never offered as the new one, and the measure of "one size bigger".
    """
    said = _with_sizes(_without_what_goes(text.lower()))
    others = [variant for variant in product.variants if current is None or variant.id != current.id]
    by_price = _by_price(others, said)
    if by_price:
        return Wish(fitting=by_price, said=True)
    asked = _values_said(product, said) | _steps(product, said, current)
    if not asked:
        return Wish()
    exact = [variant for variant in others if _has(variant, asked)]
    available = _closest_to(current, [variant for variant in exact if variant.available])
    if available:
        return Wish(fitting=available, said=True)
    return Wish(unavailable=tuple(exact), nearest=_nearest(others, asked, current), said=True)


def available(product: Product, *, current: Variant | None = None) -> tuple[Variant, ...]:
    """Everything that can be had instead."""
    return tuple(each for each in product.variants if each.available and (current is None or each.id != current.id))


def describe(variant: Variant) -> str:
    """The options as people say them: "green, L"."""
    return ", ".join(value for _, value in variant.options)


def _values_said(product: Product, said: str) -> dict[str, frozenset[str]]:
    """By option, the values named. A value of several words must be said whole."""
    heard = words(said)
    found: dict[str, set[str]] = {}
    for name, value in {pair for variant in product.variants for pair in variant.options}:
        parts = words(value)
        if parts and all(_said(part, heard) for part in parts):
            found.setdefault(name, set()).add(value)
    return {name: frozenset(_longest(values)) for name, values in found.items()}


def _said(part: str, heard: Sequence[str]) -> bool:
    return part in heard if len(part) < 4 else any(alike(word, part) for word in heard)


def _longest(values: set[str]) -> set[str]:
    """ "light blue" was said, not also "blue"."""
    return {value for value in values if not any(value != other and value in other for other in values)}


def _steps(product: Product, said: str, current: Variant | None) -> dict[str, frozenset[str]]:
    """ "One size bigger": the value so many steps away from what the customer has."""
    if current is None:
        return {}
    bigger, smaller = _BIGGER.search(said), _SMALLER.search(said)
    found = bigger or smaller
    if not found:
        return {}
    steps = (2 if found[1] == "two" else 1) * (1 if bigger else -1)
    for name, value in current.options:
        ladder = _ladder(product, name)
        if value in ladder and name not in ("color", "colour", "material"):
            place = ladder.index(value) + steps
            return {name: frozenset({ladder[place]} if 0 <= place < len(ladder) else {"?"})}
    return {}


def _ladder(product: Product, name: str) -> list[str]:
    """The values of an option that has an order: sizes, or numbers with a unit."""
    values = list(dict.fromkeys(value for variant in product.variants for key, value in variant.options if key == name))
    if all(value.lower() in _SIZES for value in values):
        return sorted(values, key=lambda value: _SIZES.index(value.lower()))
    numbers = {value: re.search(r"\d+(?:\.\d+)?", value) for value in values}
    if all(numbers.values()):
        return sorted(values, key=lambda value: float(numbers[value].group()))  # type: ignore[union-attr]
    return []


def _by_price(variants: Sequence[Variant], said: str) -> tuple[Variant, ...]:
    cheap, dear = _CHEAPEST.search(said), _DEAREST.search(said)
    buyable = [variant for variant in variants if variant.available]
    if not (cheap or dear) or not buyable:
        return ()
    price = (min if cheap else max)(variant.price.amount for variant in buyable)
    return tuple(variant for variant in buyable if variant.price.amount == price)[:MOST_SHOWN]


def _has(variant: Variant, asked: dict[str, frozenset[str]]) -> bool:
    options = dict(variant.options)
    return all(options.get(name) in values for name, values in asked.items())


def _closest_to(current: Variant | None, variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """Those that keep most of what the customer has: "the same in red"."""
    if current is None or len(variants) < 2:
        return tuple(variants)
    kept = {variant.id: len(set(variant.options) & set(current.options)) for variant in variants}
    most = max(kept.values())
    return tuple(variant for variant in variants if kept[variant.id] == most)


def _nearest(
    variants: Sequence[Variant], asked: dict[str, frozenset[str]], current: Variant | None
) -> tuple[Variant, ...]:
    def distance(variant: Variant) -> tuple[int, int]:
        options = dict(variant.options)
        met = sum(1 for name, values in asked.items() if options.get(name) in values)
        kept = len(set(variant.options) & set(current.options)) if current else 0
        return -met, -kept

    buyable = [variant for variant in variants if variant.available]
    return tuple(sorted(buyable, key=distance)[:3])


def _with_sizes(said: str) -> str:
    for spoken, size in _SIZE_WORDS.items():
        said = re.sub(rf"\b{re.escape(spoken)}\b", f"{spoken} {size}", said)
    return said


def _without_what_goes(said: str) -> str:
    """ "red instead of blue": blue is what goes."""
    return _INSTEAD_OF.sub(" ", said)
