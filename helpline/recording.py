"""Turn a stored conversation into a conversation test: what was said, and what was answered by name.

The texts are those of the outbox, which holds no secrets and e-mail addresses masked; names and other contacts that
customers wrote are masked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from helpline.conversations import outbox
from helpline.conversations.outbox import Entry
from helpline.errors import HelplineError
from helpline.redaction import mask_contacts, redact_secrets

_PAGE = 500
_DOTS = "••••••"
_FIRST = "utter_consent_notice"


class NothingRecorded(HelplineError):
    """There is no such conversation, or nothing was said in it."""


async def record(conversation_id: str) -> str:
    """The conversation as a file of `tests/conversations`, in YAML.

    Raises:
        NothingRecorded
    """
    entries: list[Entry] = []
    while page := await outbox.after(conversation_id, entries[-1].seq if entries else 0, limit=_PAGE):
        entries += page
    turns = list(_turns([entry for entry in entries if entry.kind == "message"]))
    if not turns:
        raise NothingRecorded(f"nothing was said in a conversation {conversation_id}")
    recorded = [{"conversation": f"Recorded from {conversation_id}", "who": "guest", "turns": turns}]
    return yaml.safe_dump(recorded, sort_keys=False, allow_unicode=True, width=120)


def _turns(messages: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    turn: dict[str, Any] | None = None
    titles: set[str] = set()
    for message in messages:
        if message.sender == "customer":
            if turn is not None:
                yield turn
            turn = _said(str(message.data.get("text") or ""), titles)
            titles = set()
        elif message.sender == "assistant" and turn is not None:
            named = (message.data.get("meta") or {}).get("response")
            if named and named != _FIRST:
                turn.setdefault("expect", []).append(named)
            titles |= {str(button["title"]) for button in message.data.get("buttons") or []}
    if turn is not None:
        yield turn


def _said(text: str, titles: set[str]) -> dict[str, Any]:
    """A button where its title was shown just before, a code where dots stand, else a text."""
    if text in titles:
        return {"press": text}
    if text == _DOTS:
        return {"say": "(code)", "mail": "ann@example.com"}
    return {"say": mask_contacts(redact_secrets(text))}
