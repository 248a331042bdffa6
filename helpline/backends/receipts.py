"""Name what the shop hands us for later: a customer token, and what became of a write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Grant:
    """A customer token as the shop gives it; secrets do not show in its repr."""

    token: str = field(repr=False)
    level: str
    expires_at: datetime
    customer_id: str | None = None
    order_number: str | None = None
    refresh: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class EffectReport:
    """What became of an idempotency key.

    Args:
        status: the HTTP status of the stored result.
        body: the stored result, as it was or would have been answered.
    """

    state: str  # done | in_progress
    status: int | None = None
    body: Any = field(default=None, repr=False)
