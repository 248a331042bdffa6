"""Choose a payment method by what a customer calls it, and name it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.business.wording import alike, words
from helpline.backends.values import MethodKind, Money, PaymentMethod

_KINDS: tuple[tuple[re.Pattern[str], MethodKind], ...] = (
    (re.compile(r"\bpay ?pa?ll?\b|\bpp\b"), MethodKind.PAYPAL),
    (re.compile(r"\b(?:gift|store|voucher)[ -]?(?:cards?|credit|balance|voucher)\b|\bgiftcards?\b|\bvoucher\b"),
     MethodKind.GIFT_CARD),
    (re.compile(r"\b(?:credit|debit|bank)[ -]?cards?\b|\bcc\b|\bmy cards?\b|\bthe cards?\b|\bby card\b"),
     MethodKind.CREDIT_CARD),
)  # fmt: skip
_BRANDS = {"visa": "visa", "mastercard": "mastercard", "master card": "mastercard", "amex": "amex",
           "american express": "amex", "discover": "discover"}  # fmt: skip
_LAST_FOUR = re.compile(r"(?<![\d#-])(\d{4})(?![\d-])")
_ORIGINAL = re.compile(
    r"\b(?:original|same|back to (?:the way|how|what) i paid|how i paid|way i paid|where it came from|"
    r"what i paid with|i used|i paid with|first one i used)\b"
)
_NOT = re.compile(  # "not the visa but paypal"
    r"\b(?:not|don'?t (?:use|charge|take|want)|instead of|rather than)\b.*?(?=\bbut\b|\bi\b|\buse\b|[,.;]|$)"
)
_PAID = re.compile(
    r"\b(?:original (?:payment|method|card)|back to (?:the way|how|what) i paid|how i paid|way i paid|"
    r"what i paid with|(?:card|method) i (?:used|paid with))\b|^\W*(?:to )?(?:the |my )?original\b"
)
_OTHER = re.compile(r"\b(?:other|different|another)\b(?: one| card| method| payment)?")


@dataclass(frozen=True)
class Chosen:
    """The methods that fit what was said; `said` tells whether anything was."""

    methods: tuple[PaymentMethod, ...] = ()
    said: bool = False


def names_one(text: str) -> bool:
    """Whether a text names a payment method at all, whoever's it may be."""
    said = text.lower()
    return bool(_brand(said)) or any(pattern.search(said) for pattern, _ in _KINDS) or bool(_PAID.search(said))


def chosen(methods: Sequence[PaymentMethod], text: str, *, original: Sequence[str] = (), asked: bool = True) -> Chosen:
    """The methods a text names: by kind, brand, last digits, or as "the original one".

    Args:
        original: ids of the methods the order was paid with.
        asked: the question was which one: "the same" and "the other" mean methods then.
    """
    said = _NOT.sub(" ", text.lower().replace("’", "'"))
    digits = _LAST_FOUR.findall(said)
    by_digits = tuple(method for method in methods if method.last_four and method.last_four in digits)
    if by_digits:
        return Chosen(by_digits, said=True)
    if (_ORIGINAL if asked else _PAID).search(said) and original:
        return Chosen(tuple(method for method in methods if method.id in original), said=True)
    brand = _brand(said)
    if brand:
        return Chosen(tuple(method for method in methods if (method.brand or "").lower() == brand), said=True)
    for pattern, kind in _KINDS:
        if pattern.search(said):
            return Chosen(tuple(method for method in methods if method.kind is kind), said=True)
    if asked and _OTHER.search(said) and original:
        return Chosen(tuple(method for method in methods if method.id not in original), said=True)
    return Chosen()


def describe(method: PaymentMethod) -> str:
    """A method as its owner knows it; never more than brand and last four digits."""
    if method.kind is MethodKind.CREDIT_CARD:
        brand = (method.brand or "credit").title()
        return f"{brand} card ending in {method.last_four}" if method.last_four else f"{brand} card"
    if method.kind is MethodKind.GIFT_CARD:
        return f"gift card ({method.balance} left)" if method.balance else "gift card"
    return "PayPal" if method.kind is MethodKind.PAYPAL else "other payment method"


def covers(method: PaymentMethod, amount: Money | None) -> bool:
    """Whether a method can pay that much: only a gift card can be too small."""
    if method.kind is not MethodKind.GIFT_CARD or method.balance is None or amount is None:
        return True
    return method.balance.amount >= amount.amount


def _brand(said: str) -> str | None:
    for spoken, brand in _BRANDS.items():
        if re.search(rf"\b{spoken}\b", said):
            return brand
    heard = words(said)
    return next((brand for brand in ("mastercard", "discover") if any(alike(word, brand) for word in heard)), None)
