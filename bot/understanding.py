"""Understand one inbox row: a button is its payload, a code is dots, a repeated text comes from a cache.

What looks like one of Rasa's commands, `/affirm` or `/inform{…}`, is not understood when a person types it: not as the
command, and not as the words in it either, for nobody confirms anything in that shape.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from cachetools import TTLCache
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

from bot import wishes
from helpline.conversations.turns import Claim

DOTS = "••••••"
_PAYLOAD = re.compile(r"/(?P<intent>[A-Za-z_]+)(?P<entities>\{.*\})?\s*", re.DOTALL)
_COMMAND = re.compile(r"\s*/\s*\w+\s*(\{.*)?", re.DOTALL)
_LONGEST_CACHED = 200
FALLBACK = "nlu_fallback"


class Understanding:
    """What the assistant makes of messages, with the model it has loaded."""

    def __init__(self, processor: MessageProcessor) -> None:
        self._processor = processor
        self._known: TTLCache[tuple[str, str], dict[str, Any]] = TTLCache(10_000, ttl=3_600)

    async def of(self, claimed: Claim, *, asked: str | None = None) -> dict[str, Any]:
        """Rasa's parse data for the row: text, intent, intent ranking and entities.

        Further wishes of the message are under `rest`; `asked` is the slot that was asked for.
        """
        if claimed.kind == "code":
            return parsed(DOTS, "inform", [])
        if claimed.payload:
            return from_payload(claimed.payload, claimed.text or "")
        if _COMMAND.fullmatch(claimed.text or ""):
            return parsed(plain(claimed.text or ""), FALLBACK, [])
        text = plain(claimed.text or "")
        return await self._read(text) if asked in wishes.TOLD_FREELY else await wishes.read(text, self._read)

    async def _read(self, text: str) -> dict[str, Any]:
        key = (str(self._processor.model_metadata.model_id), " ".join(text.split()))
        found = self._known.get(key)
        if found is None:
            found = await self._processor.parse_message(UserMessage(text))
            found.pop("text_tokens", None)
            if len(text) <= _LONGEST_CACHED:
                self._known[key] = found
        return {**copy.deepcopy(found), "text": text}


def plain(text: str) -> str:
    """A customer's text without a leading slash: Rasa would take `/cancel_order{…}` for a command."""
    return text.lstrip("/ \t\n\r") or "?"


def from_payload(payload: str, title: str) -> dict[str, Any]:
    """The parse data of a payload of our own, such as `/inform{"cancel_reason": "no longer needed"}`.

    Raises:
        ValueError: it is not of that form; only our own files and actions make payloads.
    """
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        raise ValueError("payload")
    entities = json.loads(match["entities"] or "{}")
    found = parsed(title, match["intent"], [_entity(name, value) for name, value in entities.items()])
    return {**found, "button": True}


def parsed(text: str, intent: str, entities: list[dict[str, Any]]) -> dict[str, Any]:
    """Parse data of a message that needs no understanding."""
    certain = {"name": intent, "confidence": 1.0}
    return {"text": text, "intent": certain, "intent_ranking": [certain], "entities": entities}


def _entity(name: str, value: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "payload", "confidence": 1.0}
