"""Read a person's name out of a text."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^.*\b(?:name(?: is| to| should be|:)?(?: now)?|surname(?: is| to)?|"
    r"(?:is|be|to|i'?m|called|it'?s)(?: now)?)\b:?\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,.!]*(?:\b(?:now|please|pls|thanks|thank you|instead)\b[\s,.!]*)*$", re.IGNORECASE)
_SENTENCE = re.compile(r"[,;!?]|\.\s")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?")
_NO_NAME = frozenset({"name", "my", "change", "the", "account", "it", "is", "yes", "no", "last", "first", "surname"})
_LAST = re.compile(r"\b(?:last|family|sur|second|maiden|married)[ -]?names?\b|\bsurname\b|\bmarried\b")
_FIRST = re.compile(r"\b(?:first|given|fore|christian)[ -]?names?\b")
_MOST_WORDS = 4


def name_in(text: str, *, asked: bool) -> tuple[str, ...]:
    """The words of a name; empty where there is none. Unasked, only what stands behind "to" or "is" is one."""
    said = _TAIL.sub("", text.strip())
    lead = _LEAD.match(said)
    if lead is None and not asked:
        return ()
    words = _SENTENCE.split(said[lead.end() :] if lead else said)[0].split()
    words = words[:-1] if words and words[-1].lower() in ("now", "please") else words
    fits = 0 < len(words) <= _MOST_WORDS and all(_WORD.fullmatch(word) for word in words)
    if not fits or any(word.lower() in _NO_NAME for word in words):
        return ()
    return tuple(word if any(letter.isupper() for letter in word) else word.capitalize() for word in words)


def parts(words: tuple[str, ...], hint: str) -> dict[str, str]:
    """First and last name; of one word alone the hint says which it is, and without one nothing does."""
    said = hint.lower()
    if _LAST.search(said) and not _FIRST.search(said):
        return {"last_name": " ".join(words)}
    if _FIRST.search(said) and not _LAST.search(said):
        return {"first_name": " ".join(words)}
    return {"first_name": " ".join(words[:-1]), "last_name": words[-1]} if len(words) > 1 else {}
