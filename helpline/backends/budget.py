"""Say how long backend work may still take: what is left of the turn, and never more than the setting."""

from __future__ import annotations

import time
from dataclasses import dataclass

from helpline.settings import settings
from helpline.turn import current_turn


@dataclass(frozen=True)
class Budget:
    """Time for one call with all its retries; `deadline` in seconds of `time.monotonic()`."""

    deadline: float
    traceparent: str | None = None

    @property
    def left(self) -> float:
        return max(0.0, self.deadline - time.monotonic())


def budget() -> Budget:
    """The budget of a call that begins now, inside a turn or (jobs, channels) outside one."""
    latest = time.monotonic() + settings().backend_turn_seconds
    turn = current_turn.get()
    return Budget(min(latest, turn.deadline), turn.traceparent) if turn else Budget(latest)
