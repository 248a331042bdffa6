"""Tell what is no English sentence at all: nothing, only emoji, only a number, another language, keys hit at random."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum


class Unreadable(str, Enum):
    """Why nobody could tell a wish from a text; each has its own answer."""

    EMPTY = "empty"
    EMOJI = "emoji"
    NUMBER = "number"
    LANGUAGE = "language"
    GIBBERISH = "gibberish"


# What a single sign says as clearly as its word.
SIGNS: Mapping[str, str] = {
    **dict.fromkeys("👍👌✅✔🆗", "affirm"),
    **dict.fromkeys("👎❌✖🚫", "deny"),
    **dict.fromkeys("🙏❤💖😊🥰", "thank"),
    **dict.fromkeys("👋", "greet"),
}
_NUMBER = re.compile(r"[\s#.,:/()+-]*\d[\s\d#.,:/()+-]*")
_ROWS = re.compile(
    r"(?:asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|rtyu|tyui|yuio|uiop|zxcv|xcvb|cvbn|vbnm|jkjk|fdsa|lkjh)"
)
_HARD = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}|([a-z])\1{3,}")
_SIGH = re.compile(r"(?:h+m+|u+g+h+|p+f+t*|g+r+|b+r+|p+s+t+|s+h+|t+s+k*|m+h+m+|z+)+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that do a language's grammar and that English does not have; the few that English shares are left out.
_FOREIGN = _words(
    """
    el los las una mi pedido dónde donde está esta por para qué que cómo como hola gracias quiero necesito ayuda cuando
    le les une mon ma où est pour avec je vous bonjour merci veux ma commande c'est quand pas mes des du
    der die das und ist wo meine mein ich nicht eine einen bitte danke hallo möchte bestellung wann mit habe für kann
    onde está meu minha quero obrigado obrigada olá não uma você pedido para
    il lo gli una mio mia dove è ciao grazie vorrei ordine quando non sono
    het een waar mijn ik niet graag bestelling wanneer dank hoi wil
    gdzie jest moje zamówienie nie dziękuję cześć proszę siparişim nerede benim bir ve için teşekkürler
    """
)
_ENGLISH = _words(
    """
    the a an is are was my your i it to of and in on for with not have has do does can want please order where when how
    what this that me you we they be been will would did no yes from at but if or so get got need refund cancel item
    """
)
_SHARED = _words("die des me no was as a in on an do to of is per via")


def reason(text: str) -> Unreadable | None:
    """Why a text cannot be read; None for what may be English, however badly written."""
    characters = [character for character in text if not character.isspace()]
    if not any(character.isalnum() for character in characters):
        return Unreadable.EMOJI if any(_is_picture(character) for character in characters) else Unreadable.EMPTY
    if _NUMBER.fullmatch(text):
        return Unreadable.NUMBER
    if _is_foreign(text):
        return Unreadable.LANGUAGE
    return Unreadable.GIBBERISH if _is_gibberish(text) else None


def meant_by_sign(text: str) -> str | None:
    """The intent of a text of one repeated sign, such as 👍👍."""
    found = {SIGNS.get(character) for character in text if _is_picture(character)}
    return found.pop() if len(found) == 1 else None


def _is_picture(character: str) -> bool:
    return unicodedata.category(character) == "So"


def _is_foreign(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    if sum(not _is_latin(character) for character in letters) * 2 > len(letters):
        return True
    words = set(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower())) - _SHARED
    foreign = len(words & _FOREIGN)
    return foreign >= 2 and foreign > 2 * len(words & _ENGLISH)


def _is_latin(character: str) -> bool:
    return character.isascii() or "LATIN" in unicodedata.name(character, "")


def _is_gibberish(text: str) -> bool:
    words = re.findall(r"[a-z]+", text.lower())
    return any(map(_is_random, words)) and all(_is_random(word) or not re.search("[aeiouy]", word) for word in words)


def _is_random(word: str) -> bool:
    if len(word) < 4 or _SIGH.fullmatch(word):
        return False
    return bool(_ROWS.search(word) or _HARD.match(word))  # "heyyyy" and "thnks" are words, stretched and shortened
