"""Read what a client sent, strictly: size, JSON, keys, types and characters."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.channels.contents import bare_code
from bot.channels.webchat_problems import Refusal, Refused
from helpline.conversations.inbox import Kind

MOST_BYTES = 16 * 1024
MOST_CHARACTERS = 2_000
_LARGEST_SEQ = 2**63 - 1
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_CONTROLS = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_TOKEN = re.compile(r"[\w.-]{1,8000}", re.ASCII)

Check = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Message:
    """What a customer sends: its id, what it is, and the text, button token or code itself."""

    id: str
    kind: Kind
    content: str


def read_object(body: bytes) -> dict[str, Any]:
    """The body's JSON object.

    Raises:
        Refused: too large, not JSON, or nested without end.
    """
    if len(body) > MOST_BYTES:
        raise Refused(Refusal.BODY_TOO_LARGE)
    try:
        found = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(Refusal.NOT_JSON) from None
    if not isinstance(found, dict):
        raise Refused(Refusal.NOT_JSON)
    return found


def read_fields(
    body: bytes, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None
) -> dict[str, Any]:
    """The checked fields of the body; an optional one that is missing is None.

    Raises:
        Refused: naming the field at fault.
    """
    checks = {**required, **(optional or {})}
    found = read_object(body)
    for name in (*found, *required):
        if name not in checks or name not in found:
            raise Refused(Refusal.WRONG_SHAPE, field=name[:40].encode("ascii", "replace").decode())
    return {name: check(name, found[name]) if name in found else None for name, check in checks.items()}


def read_message(body: bytes) -> Message:
    """The message in the body: an id, and exactly one of text, button and code."""
    given = read_object(body)
    for name, check in (("text", message_text), ("button", signed), ("code", code)):
        if name in given:
            fields = read_fields(body, {"id": client_id, name: check})
            return Message(fields["id"], Kind(name), fields[name])
    raise Refused(Refusal.WRONG_SHAPE, field="text")


def message_text(name: str, value: Any) -> str:
    """Text as it is stored: NFC, without control characters but line ends and tabs, not empty."""
    cleaned = plain_text(name, value)
    if not any(unicodedata.category(letter)[0] not in "ZC" for letter in cleaned):
        raise Refused(Refusal.EMPTY, field=name)
    return cleaned


def plain_text(name: str, value: Any) -> str:
    """Text that may be empty."""
    text = _string(name, value)
    if len(text) > MOST_CHARACTERS:
        raise Refused(Refusal.TOO_LONG, field=name)
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text.replace("\r\n", "\n"))).strip()


def client_id(name: str, value: Any) -> str:
    """A UUID in its usual form, in small letters."""
    return _matching(_UUID, name, _string(name, value).lower())


def signed(name: str, value: Any) -> str:
    """A token of ours or of the shop's site; whether it is genuine is for others to say."""
    return _matching(_TOKEN, name, _string(name, value))


def code(name: str, value: Any) -> str:
    """Six digits, without the spaces people put between them."""
    digits = bare_code(_string(name, value))
    return digits or _wrong(name)


def boolean(name: str, value: Any) -> bool:
    return value if isinstance(value, bool) else _wrong(name)


def one_of(allowed: Sequence[str], name: str, value: Any) -> str:
    """One word of a closed set."""
    return value if isinstance(value, str) and value in allowed else _wrong(name)


def stars(name: str, value: Any) -> int:
    """1 to 5."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5
    return int(value) if whole else _wrong(name)


def message_number(name: str, value: Any) -> int:
    """The number in a message's id."""
    text = _string(name, value)
    return _seq(text) if _is_seq(text) else _wrong(name)


def position(text: str | None) -> int:
    """Where to go on reading: 0 when nothing is given.

    Raises:
        Refused: it is no number.
    """
    if text and not _is_seq(text):
        raise Refused(Refusal.BAD_POSITION)
    return _seq(text) if text else 0


def _is_seq(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST_SEQ


def _seq(text: str) -> int:
    return int(text)


def _string(name: str, value: Any) -> str:
    if not isinstance(value, str):
        _wrong(name)
    if _UNSTORABLE.search(value):
        raise Refused(Refusal.BAD_CHARACTERS, field=name)
    return str(value)


def _matching(pattern: re.Pattern[str], name: str, text: str) -> str:
    return text if pattern.fullmatch(text) else _wrong(name)


def _wrong(name: str) -> NoReturn:
    raise Refused(Refusal.WRONG_SHAPE, field=name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON
