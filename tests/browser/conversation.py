"""Keep one conversation the way the web chat protocol tells it: numbered, replayable, each message once."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

Event = tuple[str, dict[str, Any]]


@dataclass
class Conversation:
    """What was said, who listens, and which messages and buttons are spent."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    level: str = "guest"
    events: list[Event] = field(default_factory=list)
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)
    used_buttons: set[str] = field(default_factory=set)
    listeners: set[asyncio.Queue[Event | None]] = field(default_factory=set)
    ended: bool = False

    def after(self, seq: int, *, limit: int | None = None) -> list[Event]:
        later = [event for event in self.events if event[1]["seq"] > seq]
        return later[:limit]

    def add(self, kind: str, **data: Any) -> int:
        """Number an event, keep it and give it to everybody who listens."""
        seq = len(self.events) + 1
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        event = (kind, {**data, "id": str(seq), "seq": seq, "at": now})
        self.events.append(event)
        self.tell(event)
        return seq

    def tell(self, event: Event | None) -> None:
        """Give something to the open streams only; None breaks them off."""
        for queue in self.listeners:
            queue.put_nowait(event)

    def say(self, text: str, *, sender: str = "assistant", **more: Any) -> int:
        message = {"from": sender, "text": text, "buttons": [], "sources": [], "turn": len(self.seen), "meta": {}}
        return self.add("message", **{**message, **more})

    def accept(self, message: dict[str, Any], shown: str) -> int | None:
        """Take a message once; None when its id or its button was used for something else."""
        content = json.dumps(message, sort_keys=True)
        known = self.seen.get(message["id"])
        if known:
            return known[1] if known[0] == content else None
        button = message.get("button")
        if button in self.used_buttons:
            return None
        if button:
            self.used_buttons.add(button)
        seq = self.say(shown, sender="customer", turn=None, meta={"client_id": message["id"]})
        self.seen[message["id"]] = (content, seq)
        return seq
