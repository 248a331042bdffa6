"""Find the products a text names, and say what is known about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from actions.business.lines import Line
from actions.business.variants import Wish, describe, wished
from actions.business.wording import found, words
from helpline.backends.values import Money, Product, Variant

MOST_SHOWN = 5
_KIND_WORDS = frozenset({"set", "case", "size", "the", "and", "of"})


class Asked(Enum):
    """What is wanted to be known of a product."""

    PRICE = auto()
    COUNT = auto()
    CHEAPEST = auto()
    DEAREST = auto()
    OPTIONS = auto()
    ABOUT = auto()
    BEYOND = auto()


_QUESTIONS: tuple[tuple[re.Pattern[str], Asked], ...] = (
    (re.compile(r"\bcheap(?:est|er)\b|\bleast expensive\b|\blowest price\b"), Asked.CHEAPEST),
    (re.compile(r"\b(?:most expensive|dearest|priciest)\b"), Asked.DEAREST),
    (re.compile(r"\bhow much\b|\bprices?\b|\bcosts?\b|\bexpensive\b|\bhow many (?:dollars|bucks)\b"), Asked.PRICE),
    (re.compile(r"\bhow many\b|\bnumber of\b"), Asked.COUNT),
    (re.compile(r"\b(?:good|suitable|fit|fits|safe|allerg\w*|work|works|compatible|suit|better|best|recommend\w*|healthy|run|"
                r"last|quality|difference)\b"), Asked.BEYOND),
    (re.compile(r"\b(?:made of|describe|description|tell me|details?|info\w*|about|material|waterproof|washable|"
                r"dishwasher|microwave|keep)\b"), Asked.ABOUT),
    (re.compile(r"\b(?:colou?rs?|sizes?|options?|variants?|kinds?|versions?|which|come in|available|stock|left|"
                r"do you (?:have|sell)|got)\b"), Asked.OPTIONS),
)  # fmt: skip


def named_in(products: Sequence[Product], text: str) -> list[Product]:
    """The products whose names a text holds, those first that are named best; equal ones are a choice."""
    said = words(text)
    scores = {product.id: _score(product, said) for product in products}
    best = max(scores.values(), default=0.0)
    return [product for product in products if scores[product.id] == best > 0]


def nearest(products: Sequence[Product], text: str) -> list[Product]:
    """Products whose description holds a word of the text."""
    said = [word for word in words(text) if len(word) > 4]
    return [product for product in products if any(word in words(product.description) for word in said)][:3]


def asked_in(text: str) -> Asked:
    """What a question wants to know; what variants there are, where nothing else is said."""
    said = text.lower()
    return next((asked for pattern, asked in _QUESTIONS if pattern.search(said)), Asked.OPTIONS)


def answer(product: Product, text: str) -> list[Line]:
    """What there is to say about one product, from its name, description, options and prices only."""
    asked, wish = asked_in(text), wished(product, text)
    if asked is Asked.BEYOND:
        return [Line("utter_product_description", _values(product)), Line("utter_product_beyond")]
    if asked is Asked.ABOUT:
        return [Line("utter_product_description", _values(product)), _options_line(product)]
    if asked in (Asked.CHEAPEST, Asked.DEAREST):
        return [_extreme(product, cheapest=asked is Asked.CHEAPEST)]
    if asked is Asked.COUNT:
        buyable = [each for each in product.variants if each.available]
        counts = {"count": str(len(product.variants)), "available": str(len(buyable))}
        return [Line("utter_product_count", {**_values(product), **counts}), _options_line(product)]
    if wish.said:
        return _particular(product, wish)
    return [_options_line(product), Line("utter_product_price", _values(product))]


def price_range(variants: Sequence[Variant]) -> str:
    """ "$12.00 to $15.00", or one price."""
    prices: list[Money] = sorted({each.price for each in variants}, key=lambda price: price.amount)
    return str(prices[0]) if len(prices) == 1 else f"{prices[0]} to {prices[-1]}"


def _particular(product: Product, wish: Wish) -> list[Line]:
    """One or several variants that the words leave."""
    if len(wish.fitting) == 1:
        values = {"variant": describe(wish.fitting[0]), "price": str(wish.fitting[0].price)}
        return [Line("utter_product_available", {**_values(product), **values})]
    if wish.fitting:
        listed = "; ".join(describe(each) for each in wish.fitting[:MOST_SHOWN])
        prices = price_range(wish.fitting)
        return [Line("utter_product_some", {**_values(product), "variants": listed, "prices": prices})]
    instead = "; ".join(f"{describe(each)} ({each.price})" for each in wish.nearest)
    response = "utter_product_unavailable" if wish.unavailable else "utter_product_not_made"
    said = [Line(response, {**_values(product), "variant": describe(wish.unavailable[0]) if wish.unavailable else ""})]
    return [*said, Line("utter_product_instead", {"variants": instead})] if instead else said


def _extreme(product: Product, *, cheapest: bool) -> Line:
    buyable = [each for each in product.variants if each.available]
    if not buyable:
        return Line("utter_product_sold_out", _values(product))
    chosen = (min if cheapest else max)(buyable, key=lambda each: each.price.amount)
    response = "utter_product_cheapest" if cheapest else "utter_product_dearest"
    return Line(response, {**_values(product), "variant": describe(chosen), "price": str(chosen.price)})


def _options_line(product: Product) -> Line:
    buyable = [each for each in product.variants if each.available]
    if not buyable:
        return Line("utter_product_sold_out", _values(product))
    values: dict[str, list[str]] = {}
    for name, value in (pair for variant in buyable for pair in variant.options):
        if value not in values.setdefault(name, []):
            values[name].append(value)
    listed = "; ".join(f"{name}: {', '.join(each)}" for name, each in values.items())
    return Line("utter_product_options", {**_values(product), "options": listed})


def _values(product: Product) -> dict[str, str]:
    buyable = [each for each in product.variants if each.available] or list(product.variants)
    return {"product": product.name, "description": product.description, "prices": price_range(buyable)}


def _score(product: Product, said: Sequence[str]) -> float:
    """How many words of the name were said; the last one, the thing itself, counts more."""
    name = [word for word in words(product.name) if word not in _KIND_WORDS] or words(product.name)
    score = sum(1.0 for word in name if found(word, said))
    return score + 1.0 if name and found(name[-1], said) else score * 0.5
