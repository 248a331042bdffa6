"""Read from the database what a handoff tells about a conversation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from helpline.db import async_engine
from helpline.tables import conversations, events, feedback, outbox

_MOST_MESSAGES = 200
_MOST_READ = 5


@dataclass(frozen=True)
class History:
    """The last messages of a conversation and what is known besides.

    Args:
        messages: oldest first, as the web chat's events.
        count: of all messages there ever were.
        parsed: parse data of the customer's last messages, oldest first.
        feedback: thumbs and ratings, oldest first.
    """

    channel: str
    model_id: str | None
    customer_id: str | None
    messages: list[dict[str, Any]]
    count: int
    parsed: list[dict[str, Any]]
    feedback: list[dict[str, Any]]


async def read(conversation_id: str) -> History | None:
    """What the database holds of a conversation; None where there is none of that id."""
    mine = outbox.c.conversation_id == conversation_id
    message = and_(mine, outbox.c.kind == "message")
    last = select([outbox.c.data]).where(message).order_by(outbox.c.seq.desc()).limit(_MOST_MESSAGES)
    count = select([func.count()]).select_from(outbox).where(message)
    row = select([conversations]).where(conversations.c.id == conversation_id)
    said = (
        select([events.c.data])
        .where(events.c.conversation_id == conversation_id, events.c.type == "user", ~events.c.broken)
        .order_by(events.c.seq.desc())
        .limit(_MOST_READ)
    )
    opinions = select([feedback]).where(feedback.c.conversation_id == conversation_id).order_by(feedback.c.id).limit(50)
    async with async_engine().connect() as connection:
        conversation = (await connection.execute(row)).one_or_none()
        if conversation is None:
            return None
        return History(
            channel=conversation.channel,
            model_id=conversation.model_id,
            customer_id=conversation.customer_id,
            messages=_objects((await connection.execute(last)).scalars()),
            count=int((await connection.execute(count)).scalar_one()),
            parsed=[one.get("parse_data") or {} for one in _objects((await connection.execute(said)).scalars())],
            feedback=[dict(one._mapping) for one in await connection.execute(opinions)],
        )


def _objects(rows: Any) -> list[dict[str, Any]]:
    """The JSON objects of rows read newest first, oldest first; what is no object is left out."""
    found = [json.loads(row) for row in rows]
    return [one for one in reversed(found) if isinstance(one, dict)]
