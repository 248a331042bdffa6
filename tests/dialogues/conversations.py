"""Read conversation files: who speaks, what is said, what the assistant must answer, what the shop must show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from helpline.settings import ROOT

FOLDER = ROOT / "tests" / "conversations"
CUSTOMERS = {"ann": "c_100", "ben": "c_101", "cleo": "c_102", "guest": None}


class ConversationError(ValueError):
    """A file is not of the form; the message names it."""


@dataclass(frozen=True)
class Turn:
    """One message of the customer and what must come back.

    Args:
        say: a text; `{code}` is the code of the last mail to `mail`.
        press: a button's title instead.
        wait: nothing is said; this response comes by itself.
        fault: what the shop does wrong from here on, as `PUT /v1/faults` takes it; empty: nothing any more.
        expect: the last response, or all of them in order.
        has: pieces of text that must be in the answer; a name behind `not ` must not.
    """

    say: str | None = None
    press: str | None = None
    mail: str | None = None
    wait: str | None = None
    fault: dict[str, Any] | None = None
    expect: tuple[str, ...] = ()
    whole: bool = False
    has: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """One conversation of a file.

    Args:
        shop: every difference it makes in the shop, as `path: before -> after`; none means that nothing changes.
    """

    name: str
    folder: str
    customer_id: str | None
    turns: tuple[Turn, ...]
    shop: dict[str, str]


def conversations(folder: Path = FOLDER) -> Iterator[Conversation]:
    """Every conversation below a folder; files whose names begin with `test_` are Rasa's own."""
    for path in sorted(folder.rglob("*.yml")):
        if not path.name.startswith("test_"):
            yield from _file(path)


def _file(path: Path) -> Iterator[Conversation]:
    content = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(content, list):
        raise ConversationError(f"{path}: a list of conversations is needed")
    for entry in content:
        try:
            yield _conversation(entry, path)
        except (KeyError, TypeError, AttributeError) as exc:
            raise ConversationError(f"{path}: {entry.get('conversation', entry)}: {exc!r}") from exc


def _conversation(entry: dict[str, Any], path: Path) -> Conversation:
    turns = tuple(_turn(turn) for turn in entry["turns"])
    customer = CUSTOMERS[entry.get("who", "ann")]
    return Conversation(entry["conversation"], path.parent.name, customer, turns, entry.get("shop") or {})


def _turn(turn: dict[str, Any]) -> Turn:
    unknown = set(turn) - {"say", "press", "wait", "mail", "fault", "expect", "has"}
    if unknown or len({"say", "press", "wait"} & set(turn)) != 1:
        raise KeyError(f"say, press or wait, and expect, has, mail, fault: not {sorted(unknown)}")
    expected, has = turn.get("expect", []), turn.get("has", [])
    return Turn(
        say=str(turn["say"]) if "say" in turn else None,
        press=turn.get("press"),
        mail=turn.get("mail"),
        wait=turn.get("wait"),
        fault=turn["fault"] or {} if "fault" in turn else None,
        expect=(expected,) if isinstance(expected, str) else tuple(expected),
        whole=not isinstance(expected, str),
        has=(has,) if isinstance(has, str) else tuple(has),
    )
