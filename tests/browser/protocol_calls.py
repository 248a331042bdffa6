"""Describe a call that arrived, a fault that meets it, and the answers of the web chat protocol."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from aiohttp import web

from tests.browser.conversation import Conversation


@dataclass(frozen=True)
class Fault:
    """What the next call to `path` meets: a refusal, or a connection lost before or after the work is done."""

    path: str
    status: int = 0  # 0: no answer at all
    code: str = ""
    retry_after: int | None = None
    worked: bool = False


@dataclass
class Call:
    """One request as it arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: dict[str, Any]


def problem(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    """A refusal as the assistant words it."""
    body = json.dumps({"type": "about:blank", "status": status, "code": code})
    return web.Response(text=body, status=status, headers=headers, content_type="application/problem+json")


def grant(conversation: Conversation) -> dict[str, Any]:
    """The token of a conversation, for a day."""
    expires = datetime.now(timezone.utc) + timedelta(hours=24)
    return {
        "conversation_id": f"c-{conversation.token[:6]}",
        "token": conversation.token,
        "expires_at": expires.isoformat(),
        "level": conversation.level,
    }
