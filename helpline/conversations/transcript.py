"""Read what was said in a conversation."""

from __future__ import annotations

import json

from sqlalchemy import and_, func, select

from helpline.db import async_engine
from helpline.tables import outbox as table


async def said_last(conversation_id: str) -> list[str]:
    """The texts of the assistant's last turn that said anything, in order."""
    mine = and_(table.c.conversation_id == conversation_id, table.c.kind == "message", table.c.sender == "assistant")
    last = select([func.max(table.c.turn)]).where(mine).scalar_subquery()
    query = select([table.c.data]).where(mine, table.c.turn == last).order_by(table.c.seq)
    async with async_engine().connect() as connection:
        rows = (await connection.execute(query)).scalars().all()
    texts = [str(json.loads(row).get("text") or "") for row in rows]
    return [text for text in texts if text]
