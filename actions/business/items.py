"""Find out which items of an order a customer means by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.business.wording import found, words
from helpline.backends.values import OrderItem

_EVERYTHING = re.compile(
    r"\b(everything|the (?:whole|entire|complete) (?:\w+ )?(?:order|lot|thing|parcel)|"
    r"every (?:item|thing)|all (?:the )?items?|"
    r"whole order|lot of them|all of (?:it|them|those|these)|both of (?:them|those|these))\b"
)
_ALL = re.compile(r"\b(all|both)\b")  # "both mugs": of what is named
_EXCEPT = re.compile(r"\b(?:but(?: not)?|except(?: for)?|apart from|besides|other than|without|not|minus)\b(.*)$")
_PARTS = re.compile(r"\s*(?:,|;|&|\+|\band\b|\bplus\b|\bas well as\b|\balso\b)\s*")
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4,
           "5th": 4, "last": -1}  # fmt: skip
_PLACE = re.compile(r"\b(" + "|".join(_PLACES) + r")(?: one| item| thing)?\b(?! order)")


@dataclass(frozen=True)
class Named:
    """What the words name.

    Args:
        chosen: the items meant beyond doubt.
        unclear: groups of items of which one is meant each.
    """

    chosen: tuple[OrderItem, ...] = ()
    unclear: tuple[tuple[OrderItem, ...], ...] = ()

    @property
    def anything(self) -> bool:
        return bool(self.chosen or self.unclear)


def named(items: Sequence[OrderItem], text: str, *, asked: bool = False, by_options: bool = True) -> Named:
    """The items named in a text.

    >>> named(order.items, "everything but the kettle")   # doctest: +SKIP

    Args:
        asked: the question was which item: a bare number is its place in the list then.
        by_options: "the blue one" may mean an item that is blue; where a new variant is asked for it does not.
    """
    items = [replace(item, options=()) for item in items] if not by_options else items
    said = text.lower()
    excepted = _EXCEPT.search(said)
    kept = said[: excepted.start()] if excepted else said
    everything = _EVERYTHING.search(kept) or _ALL.search(kept)
    if everything and excepted:
        left_out = _of_parts(items, excepted[1])
        return Named(tuple(item for item in items if item not in left_out.chosen)) if left_out.chosen else Named()
    if _EVERYTHING.search(said):
        return Named(tuple(items))
    parts = _of_parts(items, said, asked=asked)
    if everything:
        every = {item.id for group in (parts.chosen, *parts.unclear) for item in group} or {item.id for item in items}
        return Named(tuple(item for item in items if item.id in every))
    return parts


def _of_parts(items: Sequence[OrderItem], text: str, *, asked: bool = False) -> Named:
    chosen: dict[str, OrderItem] = {}
    unclear: list[tuple[OrderItem, ...]] = []
    for part in _PARTS.split(text):
        candidates = _candidates(items, part) or _at_place(items, part, asked=asked)
        if len(candidates) == 1:
            chosen[candidates[0].id] = candidates[0]
        elif candidates and not all(each.id in chosen for each in candidates):
            unclear.append(_alike_or_all(candidates, part, chosen))
    clear = [group for group in unclear if group]
    return Named(tuple(chosen.values()), tuple(clear))


def _candidates(items: Sequence[OrderItem], part: str) -> tuple[OrderItem, ...]:
    """The items that fit the words best: by name, then by options."""
    said = words(part)
    scores = {item.id: _name_score(item, said) for item in items}
    best = max(scores.values(), default=0.0)
    fitting = [item for item in items if scores[item.id] == best > 0]
    if not fitting:  # "the blue one"
        fitting = [item for item in items if _option_score(item, said)] if re.search(r"\bones?\b", part) else []
    most = max((_option_score(item, said) for item in fitting), default=0)
    return tuple(item for item in fitting if _option_score(item, said) == most)


def _name_score(item: OrderItem, said: Sequence[str]) -> float:
    """How many words of the name were said; the last one, the thing itself, counts more."""
    name = words(item.name)
    score = sum(1.0 for word in name if found(word, said))
    return score + 1.0 if name and found(name[-1], said) else score * 0.5


def _option_score(item: OrderItem, said: Sequence[str]) -> int:
    values = [words(value) for _, value in item.options]
    return sum(1 for value in values if value and all(word in said for word in value))


def _at_place(items: Sequence[OrderItem], part: str, *, asked: bool) -> tuple[OrderItem, ...]:
    place = _PLACE.search(part)
    if place and (asked or place.group().endswith(("one", "item", "thing"))):
        index = _PLACES[place[1]]
        return (items[index],) if -len(items) <= index < len(items) else ()
    number = re.fullmatch(r"\s*(?:no\.?|number|#)?\s*(\d{1,2})\s*", part)
    if asked and number and 0 < int(number[1]) <= len(items):
        return (items[int(number[1]) - 1],)
    return ()


def _alike_or_all(candidates: tuple[OrderItem, ...], part: str, chosen: dict[str, OrderItem]) -> tuple[OrderItem, ...]:
    """Of equal items any one is meant, and of all that a plural names all are."""
    head = words(candidates[0].name)[-1]
    plural = any(word != head and words(word) == [head] for word in re.findall(r"[a-z-]+", part) if word.endswith("s"))
    same_name = len({each.name for each in candidates}) == 1
    if plural and same_name:
        chosen.update({each.id: each for each in candidates})
        return ()
    if len({(each.variant_id, each.price) for each in candidates}) == 1:
        first = next((each for each in candidates if each.id not in chosen), candidates[0])
        chosen[first.id] = first
        return ()
    return candidates
