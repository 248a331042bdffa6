"""Count attempts in a window of time, for all processes together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop.problems import too_many

_HOUR = 3600

_TAKE = text(
    """
    INSERT INTO shop.limits AS l (key, count, ends_at)
    VALUES (:key, 1, clock_timestamp() + :seconds * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN l.ends_at <= clock_timestamp() THEN 1 ELSE l.count + 1 END,
      ends_at = CASE WHEN l.ends_at <= clock_timestamp() THEN excluded.ends_at ELSE l.ends_at END
    RETURNING count, ceil(extract(epoch FROM ends_at - clock_timestamp()))::int
    """
)


@dataclass(frozen=True)
class Limit:
    """So many attempts in a window, for one subject. Subjects are hashed: they are addresses and numbers."""

    name: str
    subject: str
    most: int
    seconds: int = _HOUR

    @property
    def key(self) -> str:
        return f"{self.name}:{hashlib.sha256(self.subject.encode()).hexdigest()[:32]}"


def take(connection: Connection, limits: Iterable[Limit]) -> None:
    """Count one attempt against each limit; commit it before the attempt itself, which may roll back.

    Raises:
        Problem: 429 when one of them is used up.
    """
    for limit in sorted(limits, key=lambda limit: limit.key):  # always in one order: no deadlocks
        count, seconds_left = connection.execute(_TAKE, {"key": limit.key, "seconds": limit.seconds}).one()
        if count > limit.most:
            raise too_many(seconds_left)


def give_back(connection: Connection, limits: Iterable[Limit]) -> None:
    """Undo `take`: the attempt was right, and only wrong ones count."""
    for limit in sorted(limits, key=lambda limit: limit.key):
        connection.execute(
            text("UPDATE shop.limits SET count = count - 1 WHERE key = :key AND count > 0"), {"key": limit.key}
        )


def check(connection: Connection, limit: Limit) -> None:
    """Raises: Problem 429 when the limit is used up; counts nothing."""
    found = connection.execute(
        text(
            "SELECT count, ceil(extract(epoch FROM ends_at - clock_timestamp()))::int FROM shop.limits"
            " WHERE key = :key AND ends_at > clock_timestamp()"
        ),
        {"key": limit.key},
    ).one_or_none()
    if found and found[0] >= limit.most:
        raise too_many(found[1])
