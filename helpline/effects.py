"""Do each change in a backend once: every write is in the ledger before it is sent, and resumed, never repeated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline import jobs
from helpline.backends.errors import BackendError, Conflict, Malformed, NotAllowed, NotFound, Unconfirmed
from helpline.db import async_engine
from helpline.identity.errors import IdentityError
from helpline.logs import Log
from helpline.tables import effects as table
from helpline.turn import TurnContext

log = Log("helpline.effects")
T = TypeVar("T")
RESOLVE = "resolve_effect"  # the job that finds out what became of a write
_SECONDS_UNTIL_LOOK_UP = 3.0
_SECONDS_UNTIL_ABANDONED = 60.0  # a write whose turn died: by then the turn was redone and resumed it


class State(str, Enum):
    """How far a change is."""

    PENDING = "pending"  # entered, not sent
    SENT = "sent"  # on its way
    CONFIRMED = "confirmed"
    FAILED = "failed"  # refused for good
    UNKNOWN = "unknown"  # sent, outcome not known


@dataclass(frozen=True)
class Effect:
    """One row of the ledger.

    Args:
        value: the outcome as the action encoded it.
        reply: the shop's stored reply, where a job found it later.
        refusal: the error of a failed one, as `{"type", "code", "detail", "allowed"}`.
    """

    key: str
    conversation_id: str
    turn: int
    action: str
    arguments: dict[str, Any]
    backend: str
    state: State
    created_at: datetime
    error_code: str | None = None
    value: Any = field(default=None, repr=False)
    reply: Any = field(default=None, repr=False)
    refusal: dict[str, Any] | None = None


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """A confirmed change; `resumed` says it was done before this attempt of the turn."""

    value: T
    key: str
    resumed: bool


_FINAL: dict[str, type[BackendError]] = {kind.__name__: kind for kind in (NotFound, NotAllowed, Conflict, Malformed)}


def key_for(turn: TurnContext, *, action: str, arguments: dict[str, Any]) -> str:
    """The idempotency key of a change: the same turn, action and arguments give the same key."""
    content = json.dumps([turn.conversation_id, turn.turn_id, action, arguments], sort_keys=True, default=str)
    return f"hl-{turn.turn_id}-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


async def perform(
    turn: TurnContext,
    *,
    action: str,
    arguments: dict[str, Any],
    backend: str,
    send: Callable[[str], Awaitable[T]],
    encode: Callable[[T], Any],
    decode: Callable[[Any], T],
) -> Outcome[T]:
    """Make a change once, or resume the one this turn began before.

    Args:
        send: sends the write with that idempotency key; the backend replays it for a key it knows.
        encode, decode: the outcome to JSON and back.

    Raises:
        Unconfirmed: sent, outcome not known; a job will find out and come back as intent `effect_resolved`.
        BackendError: refused (the same again on a replay), or never sent.
    """
    key = key_for(turn, action=action, arguments=arguments)
    effect = await _enter(turn, key=key, action=action, arguments=arguments, backend=backend)
    resumed = effect.state is not State.PENDING
    if effect.state is State.FAILED:
        raise _refusal_of(effect)
    if effect.state is State.CONFIRMED and effect.reply is None:
        return Outcome(decode(effect.value), key, resumed=True)
    await _mark_sent(key)
    try:
        value = await send(key)
    except (BackendError, IdentityError) as exc:
        if resumed and type(exc).__name__ not in _FINAL:
            # Not sent now says nothing about the time before.
            await _note_error(key, Unconfirmed(backend, key=key))
            raise Unconfirmed(backend, key=key) from exc
        await _note_error(key, exc)
        raise
    await _settle(key, State.CONFIRMED, result={"value": encode(value)})
    log.info("effect_confirmed", key=key, action=action, turn=turn.turn_id, resumed=resumed)
    return Outcome(value, key, resumed=resumed)


async def recorded(turn: TurnContext, action: str) -> Effect | None:
    """What this turn already sent for that action; read before any check, so that a redo resumes it."""
    query = select([table]).where(
        table.c.conversation_id == turn.conversation_id, table.c.turn == turn.turn_id, table.c.action == action
    )
    sent = query.where(table.c.state != State.PENDING.value).order_by(table.c.created_at.desc()).limit(1)
    async with async_engine().connect() as connection:
        row = (await connection.execute(sent)).one_or_none()
    return _effect(row) if row else None


async def load(key: str) -> Effect | None:
    """One row of the ledger."""
    async with async_engine().connect() as connection:
        row = (await connection.execute(select([table]).where(table.c.key == key))).one_or_none()
    return _effect(row) if row else None


async def settle(connection: AsyncConnection, key: str, state: State, *, result: Any, code: str | None = None) -> bool:
    """Store an outcome found later, inside the caller's transaction; False where it was known already."""
    open_states = (State.SENT.value, State.UNKNOWN.value)
    statement = (
        update(table).where(table.c.key == key, table.c.state.in_(open_states)).values(_changes(state, result, code))
    )
    return bool((await connection.execute(statement)).rowcount)


async def _enter(turn: TurnContext, *, key: str, action: str, arguments: dict[str, Any], backend: str) -> Effect:
    values = {
        "key": key,
        "conversation_id": turn.conversation_id,
        "turn": turn.turn_id,
        "action": action,
        "arguments": json.dumps(arguments, default=str),
        "backend": backend,
        "state": State.PENDING.value,
    }
    async with async_engine().begin() as connection:
        await connection.execute(insert(table).values(values).on_conflict_do_nothing())
        row = (await connection.execute(select([table]).where(table.c.key == key))).one()
    return _effect(row)


async def _mark_sent(key: str) -> None:
    async with async_engine().begin() as connection:
        sendable = update(table).where(table.c.key == key, table.c.state == State.PENDING.value)
        await connection.execute(sendable.values(_changes(State.SENT, None, None)))
        await jobs.put(connection, RESOLVE, key=key, in_seconds=_SECONDS_UNTIL_ABANDONED)


async def _note_error(key: str, error: BackendError | IdentityError) -> None:
    """Keep a refusal for good, an unknown outcome for the job; anything else was never done and may be sent again."""
    code = error.code if isinstance(error, BackendError) else type(error).__name__
    log.info("effect_not_confirmed", key=key, error=type(error).__name__, code=code)
    if isinstance(error, BackendError) and type(error).__name__ in _FINAL:
        await _settle(key, State.FAILED, result={"refusal": _refusal(error)}, code=code)
    elif isinstance(error, Unconfirmed):
        async with async_engine().begin() as connection:
            sent = update(table).where(table.c.key == key, table.c.state != State.CONFIRMED.value)
            await connection.execute(sent.values(_changes(State.UNKNOWN, None, code)))
            await jobs.put(connection, RESOLVE, key=key, in_seconds=_SECONDS_UNTIL_LOOK_UP)
    else:
        await _settle(key, State.PENDING, result=None, code=code)


async def _settle(key: str, state: State, *, result: Any, code: str | None = None) -> None:
    async with async_engine().begin() as connection:
        await connection.execute(update(table).where(table.c.key == key).values(_changes(state, result, code)))
        await jobs.drop(connection, RESOLVE, key=key)


def _changes(state: State, result: Any, code: str | None) -> dict[str, Any]:
    stored = None if result is None else json.dumps(result, default=str)
    return {"state": state.value, "result": stored, "error_code": code, "updated_at": func.clock_timestamp()}


def _refusal(error: BackendError) -> dict[str, Any]:
    allowed = list(error.allowed) if isinstance(error, NotAllowed) else []
    return {"type": type(error).__name__, "code": error.code, "detail": error.detail, "allowed": allowed}


def _refusal_of(effect: Effect) -> BackendError:
    refusal = effect.refusal or {"type": "", "code": effect.error_code or "refused", "detail": "", "allowed": []}
    kind = _FINAL.get(refusal["type"], NotAllowed)
    if kind is NotAllowed:
        return NotAllowed(effect.backend, code=refusal["code"], detail=refusal["detail"], allowed=refusal["allowed"])
    return kind(effect.backend, code=refusal["code"], detail=refusal["detail"])


def _effect(row: Row) -> Effect:
    names = ("key", "conversation_id", "turn", "action", "backend", "created_at", "error_code")
    result = json.loads(row.result) if row.result else {}
    return Effect(
        **{name: row[name] for name in names},
        arguments=json.loads(row.arguments),
        state=State(row.state),
        value=result.get("value"),
        reply=result.get("reply"),
        refusal=result.get("refusal"),
    )
