"""Let a trained model read texts, and keep what it made of each and how long that took."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.nlu.doubt import FALLBACK


@dataclass(frozen=True)
class Entity:
    """A value named in a text, from character `start` to `end`."""

    entity: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """What the model made of a text.

    `best` is the likeliest intent, `chance` how likely it is to be right; `intent` is what the dialogue gets: `best` or
    the fallback.
    """

    intent: str
    best: str
    chance: float
    entities: tuple[Entity, ...]
    seconds: float


class Reader:
    """A loaded model."""

    def __init__(self, model: Path) -> None:
        processor = Agent.load(str(model)).processor
        assert processor is not None
        self._processor = processor

    def read(self, texts: Iterable[str]) -> list[Reading]:
        """One reading for each text, one after the other, as in a conversation."""
        return asyncio.run(self._read_all(list(texts)))

    async def _read_all(self, texts: Sequence[str]) -> list[Reading]:
        return [await self._read(text) for text in texts]

    async def _read(self, text: str) -> Reading:
        began = time.perf_counter()
        parsed = await self._processor.parse_message(UserMessage(text))
        return reading_of(parsed, seconds=time.perf_counter() - began)


def reading_of(parsed: dict[str, Any], *, seconds: float) -> Reading:
    """From Rasa's parse data."""
    ranking = [intent for intent in parsed.get("intent_ranking") or [] if intent["name"] != FALLBACK]
    best: dict[str, Any] = ranking[0] if ranking else {"name": FALLBACK, "confidence": 0.0}
    entities = (
        Entity(found["entity"], str(found["value"]), found["start"], found["end"])
        for found in parsed.get("entities") or []
    )
    intent = (parsed.get("intent") or {}).get("name") or FALLBACK
    return Reading(intent, best["name"], float(best["confidence"]), tuple(entities), seconds)
