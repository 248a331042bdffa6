"""Find out what became of a write whose answer was lost, and let the conversation tell the customer."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline import effects, jobs
from helpline.backends.compose import backends
from helpline.backends.receipts import EffectReport
from helpline.conversations.inbox import Incoming, Kind, accept_within
from helpline.effects import Effect, State
from helpline.logs import Log
from helpline.tables import conversations, inbox

log = Log("helpline.resolve_effects")
NEVER_ARRIVED = "never_arrived"
_ARRIVES_WITHIN = timedelta(seconds=30)  # after this, a request the shop knows nothing of was never there


@jobs.kind(effects.RESOLVE)
async def resolve(connection: AsyncConnection, key: str, data: dict[str, Any]) -> bool:
    """Ask the shop about the key; True once its outcome is in the ledger."""
    effect = await effects.load(key)
    if effect is None or effect.state not in (State.SENT, State.UNKNOWN):
        return True
    if await _turn_is_open(connection, effect.turn):
        return False  # its redo resumes the write itself
    report = await backends().effects[effect.backend].look_up(key, conversation_id=effect.conversation_id)
    if not await _settle(connection, effect, report):
        return False
    log.info("effect_resolved", key=key, action=effect.action)
    await _tell(connection, effect)
    return True


async def _settle(connection: AsyncConnection, effect: Effect, report: EffectReport | None) -> bool:
    if report is None:
        if datetime.now(timezone.utc) - effect.created_at < _ARRIVES_WITHIN:
            return False
        return await effects.settle(connection, effect.key, State.FAILED, result=None, code=NEVER_ARRIVED)
    if report.state != "done" or report.status is None:
        return False
    if report.status < 300:
        return await effects.settle(connection, effect.key, State.CONFIRMED, result={"reply": report.body})
    code = report.body.get("code") if isinstance(report.body, dict) else None
    return await effects.settle(connection, effect.key, State.FAILED, result=None, code=str(code or report.status))


async def _turn_is_open(connection: AsyncConnection, turn_id: int) -> bool:
    state = select([inbox.c.state]).where(inbox.c.id == turn_id)
    return bool((await connection.execute(state)).scalar_one_or_none() == "waiting")


async def _tell(connection: AsyncConnection, effect: Effect) -> None:
    """A message to the conversation from ourselves: its turn tells the customer how it ended."""
    channel = select([conversations.c.channel]).where(conversations.c.id == effect.conversation_id)
    news = Incoming(
        conversation_id=effect.conversation_id,
        channel=(await connection.execute(channel)).scalar_one(),
        external_id=f"effect:{effect.key}",
        kind=Kind.INTENT,
        content_hash=effect.key,
        payload="/effect_resolved" + json.dumps({"effect": effect.key}),
    )
    await accept_within(connection, news)
