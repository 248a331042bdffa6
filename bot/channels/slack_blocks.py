"""Render what the assistant says as Slack shows it: escaped, and split by Slack's limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
MOST_TEXT = 3_000  # of a section
MOST_BLOCKS = 50
MOST_BUTTONS = 25  # of a row of elements
LONGEST_TITLE = 75
PRESS, OPEN_FORM = "press", "open_form"
_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]]")
_FORM_TITLES = {"code": "Enter the code", "new_address": "Enter the address"}


@dataclass(frozen=True)
class Form:
    """A modal: what would otherwise be written where others read it."""

    title: str
    fields: tuple[tuple[str, str, bool], ...]  # name, label, whether it may stay empty


FORMS: Mapping[str, Form] = {
    "code": Form("Your code", (("code", "The six digits from the mail", False),)),
    "new_address": Form(
        "Delivery address",
        (
            ("line1", "Street and number", False),
            ("line2", "Flat, building (if any)", True),
            ("city", "City", False),
            ("state", "State (where there are states)", True),
            ("postcode", "Postcode", False),
            ("country", "Country", False),
        ),
    ),
}


def escaped(text: str) -> str:
    """Text in which nothing is a command to Slack: `<!channel>` stays what somebody wrote.

    >>> escaped("<!channel> https://shop.example/a&b.")
    '&lt;!channel&gt; <https://shop.example/a&amp;b>.'
    """
    parts, end = [], 0
    for found in _URL.finditer(text):
        parts += [_entities(text[end : found.start()]), f"<{_entities(found.group())}>"]
        end = found.end()
    return "".join([*parts, _entities(text[end:])])


def messages(data: Mapping[str, Any], *, conversation_id: str, pressed: str | None = None) -> list[dict[str, Any]]:
    """One event of the outbox as the arguments of one or more posts, `text` and `blocks`.

    Args:
        pressed: the title of the button the customer used; the buttons are gone then.
    """
    text = str(data.get("text") or "")
    blocks = [_section(part) for part in _parts(text)]
    blocks += [_section(part) for card in data.get("cards") or [] for part in _parts(_card(card))]
    blocks += _sources(data.get("sources") or [])
    if pressed is not None:
        blocks.append(_context(f"✓ {pressed}"))
    else:
        blocks += _choices(data, conversation_id)
    lots = [blocks[start : start + MOST_BLOCKS] for start in range(0, len(blocks), MOST_BLOCKS)]
    return [{"text": _entities(text)[:MOST_TEXT] or "…", "blocks": lot} for lot in lots]


def modal(asks: str, *, conversation_id: str) -> dict[str, Any]:
    """The view that asks for what `asks` names."""
    form = FORMS[asks]
    inputs = [
        {
            "type": "input",
            "block_id": name,
            "optional": may_be_empty,
            "label": _plain(label),
            "element": {"type": "plain_text_input", "action_id": name, "max_length": 200},
        }
        for name, label, may_be_empty in form.fields
    ]
    return {
        "type": "modal",
        "callback_id": asks,
        "private_metadata": conversation_id,
        "title": _plain(form.title),
        "submit": _plain("Send"),
        "close": _plain("Not now"),
        "blocks": inputs,
    }


def _choices(data: Mapping[str, Any], conversation_id: str) -> Iterator[Block]:
    seq = data.get("seq")
    elements = [
        {"type": "button", "action_id": f"{PRESS}:{place}", "text": _plain(each["title"]), "value": f"{seq}:{place}"}
        for place, each in enumerate(data.get("buttons") or [])
    ]
    asks = str((data.get("meta") or {}).get("asks") or "")
    if asks in FORMS:
        button = {"type": "button", "action_id": f"{OPEN_FORM}:{asks}", "text": _plain(_FORM_TITLES[asks])}
        elements.insert(0, {**button, "style": "primary", "value": asks})
    for row, start in enumerate(range(0, len(elements), MOST_BUTTONS)):
        block_id = f"{conversation_id}:{seq}:{row}"
        yield {"type": "actions", "block_id": block_id, "elements": elements[start : start + MOST_BUTTONS]}


def _sources(sources: Sequence[Mapping[str, Any]]) -> list[Block]:
    if not sources:
        return []
    return [_context("\n".join(f"{each.get('title') or ''} {each.get('url') or ''}".strip() for each in sources))]


def _card(card: Mapping[str, Any]) -> str:
    """A card in words: its title, then what it tells."""
    told = [str(value) for value in card.values() if isinstance(value, (str, int, float)) and str(value)]
    return "\n".join(told)


def _parts(text: str) -> Iterator[str]:
    """Escaped pieces of a size Slack takes, cut at ends of lines or words where there are any."""
    while text:
        end = len(text)
        while len(escaped(text[:end])) > MOST_TEXT:
            end = _cut(text, min(end - 1, MOST_TEXT - (len(escaped(text[:end])) - end) // 2))
        yield escaped(text[:end])
        text = text[end:].lstrip("\n")


def _cut(text: str, most: int) -> int:
    most = max(1, most)
    found = max(text.rfind("\n", 0, most), text.rfind(" ", 0, most))
    return found + 1 if found > most // 2 else most


def _section(text: str) -> Block:
    # verbatim: Slack would take "#W7654321" for a channel.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": escaped(text)[:MOST_TEXT], "verbatim": True}]}


def _plain(text: str) -> dict[str, Any]:
    shown = text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
    return {"type": "plain_text", "text": shown or "…", "emoji": False}


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
