"""Do each write once: its first result is stored under the caller's key and given again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop.callers import Caller
from shop.database import transaction
from shop.grants import admit
from shop.problems import Problem, problem_response

_LONGEST_KEY = 255
_TOO_MANY, _SERVER_ERROR = 429, 500


@dataclass(frozen=True)
class Write:
    """One write as its caller sent it. `content` is everything that decides its effect."""

    caller: Caller
    key: str
    content: Any

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(json.dumps(self.content, sort_keys=True, default=str).encode()).digest()


@dataclass(frozen=True)
class Done:
    """A stored result."""

    status: int
    body: str

    def response(self, *, replayed: bool) -> JSONResponse:
        headers = {"Idempotency-Replayed": "true"} if replayed else {}
        document = json.loads(self.body)
        if self.status >= 400:
            return problem_response(self.status, document, headers)
        return JSONResponse(document, self.status, headers=headers)


async def key_header(idempotency_key: str | None = Header(None)) -> str:
    """The request's `Idempotency-Key` (a FastAPI dependency).

    Raises:
        Problem: 422 for none, or one that is no key.
    """
    if not idempotency_key:
        raise Problem(422, "idempotency_key_missing", "A write needs the header Idempotency-Key.")
    if len(idempotency_key) > _LONGEST_KEY or not idempotency_key.isprintable():
        raise Problem(422, "idempotency_key_malformed", f"A key has at most {_LONGEST_KEY} printable characters.")
    return idempotency_key


async def key_unless_preview(preview: bool = False, idempotency_key: str | None = Header(None)) -> str | None:
    """The key of a write; None for a preview, which changes nothing (a FastAPI dependency)."""
    return None if preview else await key_header(idempotency_key)


Work = Callable[[Connection], BaseModel | Problem]
"""Does the write. A Problem that is raised undoes what was done; one that is returned keeps it: a counted attempt."""


def once(write: Write, work: Work, *, status: int = 200) -> JSONResponse:
    """Do the work and store its result in one transaction; or give the stored result.

    The key's lock ends with the transaction, so a process that dies leaves neither a lock nor half an effect.

    Raises:
        Problem: 409 `in_progress` or `key_reused`.
    """
    with transaction() as connection:
        admit(connection, write.caller)
        if not lock(connection, write.key):
            raise in_progress()
        stored = _find(connection, write)
        if stored is not None:
            return stored.response(replayed=True)
        done = _attempt(connection, work, status)
        _store(connection, write, done)
    return done.response(replayed=False)


def lock(connection: Connection, key: str) -> bool:
    """Whether this transaction now holds the key; False while another one does."""
    held: bool = connection.execute(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": _number(key)}).scalar_one()
    return held


def is_locked(connection: Connection, key: str) -> bool:
    """Whether a transaction holds the key. It is only looked up: taking it would refuse a write that comes just now."""
    statement = text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND (classid::bigint << 32) | objid::bigint = :n)"
    )
    held: bool = connection.execute(statement, {"n": _number(key)}).scalar_one()
    return held


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)


def in_progress() -> Problem:
    return Problem(409, "in_progress", "The first request with this key is still being worked on.")


def _attempt(connection: Connection, work: Work, status: int) -> Done:
    try:
        with connection.begin_nested():
            done = work(connection)
        if isinstance(done, Problem):
            return Done(done.status, json.dumps(done.document()))
        return Done(status, done.json())
    except Problem as problem:
        if problem.status == _TOO_MANY or problem.status >= _SERVER_ERROR:
            raise
        return Done(problem.status, json.dumps(problem.document()))


def _find(connection: Connection, write: Write) -> Done | None:
    row = connection.execute(
        text("SELECT digest, status, body FROM shop.idempotency_records WHERE caller = :caller AND key = :key"),
        {"caller": write.caller.id, "key": write.key},
    ).one_or_none()
    if row is None:
        return None
    if bytes(row.digest) != write.digest:
        raise Problem(409, "key_reused", "This key was used for another request.")
    return Done(row.status, row.body)


def _store(connection: Connection, write: Write, done: Done) -> None:
    connection.execute(
        text(
            "INSERT INTO shop.idempotency_records (caller, key, digest, status, body)"
            " VALUES (:caller, :key, :digest, :status, :body)"
        ),
        {
            "caller": write.caller.id,
            "key": write.key,
            "digest": write.digest,
            "status": done.status,
            "body": done.body,
        },
    )
