"""Look up what became of a write."""

from __future__ import annotations

import json

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop.callers import Caller, Role
from shop.idempotency import is_locked
from shop.problems import not_found
from shop.replies import Effect, at


def read(connection: Connection, key: str, who: Caller) -> Effect:
    """The caller's own key with its answer; a service may ask for any key, but not for a customer's answer.

    Raises:
        Problem: 404 `effect_not_found`: nothing was done under this key.
    """
    if is_locked(connection, key):
        return Effect(key=key, state="in_progress")
    row = connection.execute(_FIND, {"key": key, "caller": who.id, "any": who.role is Role.SERVICE}).one_or_none()
    if row is None:
        raise not_found("effect")
    body = json.loads(row.body) if row.caller == who.id else None
    return Effect(key=key, state="done", status=row.status, body=body, at=at(row.created_at))


_FIND = text(
    "SELECT caller, status, body, created_at FROM shop.idempotency_records WHERE key = :key"
    " AND (caller = :caller OR :any) ORDER BY caller = :caller DESC, created_at DESC LIMIT 1"
)
