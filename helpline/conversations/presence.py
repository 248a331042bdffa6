"""Tell the other side that somebody is typing: announced, never stored."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from helpline.db import async_engine

CHANNEL = "helpline_typing"


@dataclass(frozen=True)
class Typing:
    """Who types in which conversation: `customer`, `assistant` or `agent`."""

    conversation_id: str
    sender: str
    on: bool

    def to_payload(self) -> str:
        return f"{self.conversation_id}:{self.sender}:{'on' if self.on else 'off'}"


def from_payload(payload: str) -> Typing | None:
    """Read an announcement; `<conversation>:on` without a sender is the assistant's."""
    parts = payload.split(":")
    if len(parts) not in (2, 3) or parts[-1] not in ("on", "off"):
        return None
    return Typing(parts[0], parts[1] if len(parts) == 3 else "assistant", parts[-1] == "on")


async def announce(typing: Typing) -> None:
    """Let every process know; nobody is told who is not listening now."""
    async with async_engine().begin() as connection:
        await connection.execute(
            text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": typing.to_payload()}
        )
