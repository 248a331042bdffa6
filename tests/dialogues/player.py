"""Play one conversation over HTTP and say in full what was not as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.dialogues.conversations import Conversation, Turn
from tests.dialogues.shopkeeper import Shopkeeper
from tests.dialogues.stock import stock
from tests.support.chat import Chat, Event

_FIRST = "utter_consent_notice"
_CODE = re.compile(r"\b\d{6}\b")
_MADE_NOW = re.compile(r"\.(?:created_at|at)$|\.context\.")  # the handoff document has tests of its own


def play(conversation: Conversation, assistant_url: str, shop: Shopkeeper) -> list[str]:
    """Everything that differed, and behind it the transcript; empty where all was as written."""
    shop.seed(stock())
    before = shop.export()
    assertion = shop.assertion(conversation.customer_id) if conversation.customer_id else None
    faults: list[str] = []
    with Chat(assistant_url, assertion=assertion) as chat:
        for place, turn in enumerate(conversation.turns, 1):
            named = f"turn {place} ({turn.say or turn.press or turn.wait})"
            if turn.fault:
                shop.fail(turn.fault)
            elif turn.fault is not None:
                shop.recover()
            try:
                faults += [f"{named}: {each}" for each in _differs(turn, _answer(turn, chat, shop))]
            except (AssertionError, IndexError) as exc:  # no such button, no answer, no mail
                faults.append(f"{named}: {str(exc).splitlines()[0]}")
                break
        if any(turn.fault for turn in conversation.turns):
            shop.recover()
        after = differences(before, shop.export())
        if after != conversation.shop:
            faults += _compared(conversation.shop, after)
        return [*faults, chat.transcript()] if faults else []


def differences(before: Any, after: Any) -> dict[str, str]:
    """What is not the same any more, as `path: before -> after`; what differs each time is left out."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return {
        path: f"{old.get(path)} -> {new.get(path)}"
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path) and not _MADE_NOW.search(path)
    }


def _answer(turn: Turn, chat: Chat, shop: Shopkeeper) -> list[Event]:
    if turn.wait:
        return [chat.expect(turn.wait)]
    if turn.press:
        chat.press(turn.press)
    elif turn.mail:
        chat.code(_CODE.findall(shop.mails(turn.mail)[-1])[-1])
    else:
        chat.say(turn.say or "")
    return chat.answer()


def _differs(turn: Turn, answer: list[Event]) -> Iterator[str]:
    said = [name for event in answer if (name := (event.get("meta") or {}).get("response")) and name != _FIRST]
    found = said if turn.whole else said[-1:]
    if turn.expect and list(turn.expect) != found:
        yield f"expected {', '.join(turn.expect)}, but it said {', '.join(said)}"
    text = "\n".join(str(event.get("text", "")) for event in answer)
    for piece in turn.has:
        wanted = not piece.startswith("not ")
        if (piece.removeprefix("not ").lower() in text.lower()) is not wanted:
            yield f"{'nothing' if wanted else 'something'} says {piece.removeprefix('not ')!r}"


def _compared(wanted: dict[str, str], found: dict[str, str]) -> Iterator[str]:
    for path in dict.fromkeys([*wanted, *found]):
        if wanted.get(path) != found.get(path):
            yield f"shop {path}: expected {wanted.get(path, 'no change')}, found {found.get(path, 'no change')}"


def _flat(state: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(state, dict):
        for name, value in state.items():
            yield from _flat(value, f"{path}.{name}" if path else name)
    elif isinstance(state, list):
        for place, value in enumerate(state):
            key = (value.get("number") or value.get("id")) if isinstance(value, dict) else None
            yield from _flat(value, f"{path}.{key or place}")
    else:
        yield path, state
