"""Let a change happen only after a yes to exactly this question."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.db import async_engine
from helpline.errors import HelplineError
from helpline.logs import Log
from helpline.settings import settings
from helpline.tables import confirmations as table
from helpline.tables import conversations, inbox, outbox
from helpline.turn import TurnContext

log = Log("helpline.confirmations")


class Doubt(str, Enum):
    """Why a yes does not count."""

    NONE_OPEN = "none_open"  # nothing was asked, or it was answered, voided
    EXPIRED = "expired"
    SOMETHING_NEW = "something_new"  # another turn came between the question and the yes
    OTHER_ARGUMENTS = "other_arguments"  # the yes was to something else
    OTHER_BUTTON = "other_button"  # the button belongs to another question
    NOT_DELIVERED = "not_delivered"  # the yes was written before the question could be read


class NotConfirmed(HelplineError):
    """There is no valid yes to this change: ask (again)."""

    def __init__(self, reason: Doubt) -> None:
        super().__init__(f"not confirmed: {reason.value}")
        self.reason = reason


@dataclass(frozen=True)
class Confirmation:
    """A question, and with `accept` the yes to it."""

    id: str
    action: str
    arguments: dict[str, Any]
    preview_id: str | None


async def ask(
    turn: TurnContext, *, action: str, arguments: dict[str, Any], preview_id: str | None = None
) -> Confirmation:
    """Note what is being asked; every other open question of the conversation is void.

    The message that asks and its buttons must carry the confirmation's id.
    """
    asked = Confirmation(secrets.token_urlsafe(12), action, arguments, preview_id)
    lifetime = timedelta(minutes=settings().button_minutes)
    values = {
        "id": asked.id,
        "conversation_id": turn.conversation_id,
        "action": action,
        "digest": _digest(action, arguments, preview_id),
        "arguments": json.dumps(arguments, default=str),
        "preview_id": preview_id,
        "asked_turn": turn.turn_id,
        "expires_at": func.clock_timestamp() + lifetime,
    }
    async with async_engine().begin() as connection:
        await connection.execute(_close_open(turn, "void"))
        await connection.execute(insert(table).values(values))
    return asked


async def accept(turn: TurnContext, *, action: str, arguments: dict[str, Any]) -> Confirmation:
    """Use the yes that this turn is; the same turn again gets the same answer.

    Raises:
        NotConfirmed: with the reason; the question is void then, and has to be asked anew.
    """
    async with async_engine().begin() as connection:
        row = await _latest(connection, turn)
        doubt = await _doubt(connection, turn, row, action=action, arguments=arguments)
        if doubt is None and row is not None:
            used = {"state": "used", "used_turn": turn.turn_id}
            await connection.execute(update(table).where(table.c.id == row.id).values(used))
            return Confirmation(row.id, row.action, json.loads(row.arguments), row.preview_id)
        await connection.execute(_close_open(turn, "void"))
    log.info("not_confirmed", turn=turn.turn_id, action=action, reason=(doubt or Doubt.NONE_OPEN).value)
    raise NotConfirmed(doubt or Doubt.NONE_OPEN)


async def decline(turn: TurnContext) -> None:
    """Note a no: nothing changes any more by what was asked."""
    async with async_engine().begin() as connection:
        await connection.execute(_close_open(turn, "declined"))


async def _latest(connection: AsyncConnection, turn: TurnContext) -> Row | None:
    mine = and_(table.c.state == "used", table.c.used_turn == turn.turn_id)
    query = (
        select([table, (table.c.expires_at < func.clock_timestamp()).label("expired")])
        .where(table.c.conversation_id == turn.conversation_id, or_(table.c.state == "open", mine))
        .order_by(mine.desc(), table.c.created_at.desc())
        .limit(1)
        .with_for_update()
    )
    return (await connection.execute(query)).one_or_none()


async def _doubt(
    connection: AsyncConnection, turn: TurnContext, row: Row | None, *, action: str, arguments: dict[str, Any]
) -> Doubt | None:
    if row is None:
        return Doubt.NONE_OPEN
    if row.digest != _digest(action, arguments, row.preview_id):
        return Doubt.OTHER_ARGUMENTS
    if row.used_turn == turn.turn_id:
        return None
    if row.expired:
        return Doubt.EXPIRED
    last = select([conversations.c.last_turn]).where(conversations.c.id == turn.conversation_id)
    if (await connection.execute(last)).scalar_one_or_none() != row.asked_turn:
        return Doubt.SOMETHING_NEW
    return await _doubt_about_the_yes(connection, turn, row.id)


async def _doubt_about_the_yes(connection: AsyncConnection, turn: TurnContext, confirmation_id: str) -> Doubt | None:
    yes = (
        await connection.execute(
            select([inbox.c.kind, inbox.c.confirmation_id, inbox.c.received_at]).where(inbox.c.id == turn.turn_id)
        )
    ).one_or_none()
    if yes is None or yes.kind not in ("button", "text"):
        return Doubt.NONE_OPEN
    if yes.kind == "button":
        return None if yes.confirmation_id == confirmation_id else Doubt.OTHER_BUTTON
    question = select([func.min(outbox.c.delivered_at)]).where(
        outbox.c.conversation_id == turn.conversation_id, outbox.c.confirmation_id == confirmation_id
    )
    delivered_at = (await connection.execute(question)).scalar_one_or_none()
    return None if delivered_at is not None and yes.received_at > delivered_at else Doubt.NOT_DELIVERED


def _close_open(turn: TurnContext, state: str) -> Any:
    still_open = and_(table.c.conversation_id == turn.conversation_id, table.c.state == "open")
    return update(table).where(still_open).values(state=state)


def _digest(action: str, arguments: dict[str, Any], preview_id: str | None) -> str:
    content = json.dumps([action, arguments, preview_id], sort_keys=True, default=str)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
