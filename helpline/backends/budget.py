"""Say how long backend work may still take: what is left of the turn, and never more than the setting for all of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from cachetools import TTLCache

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


class Stopwatch:
    """Time in which at least one call of a turn was under way; calls side by side count once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running, self._since, self._total = 0, 0.0, 0.0

    def start(self) -> None:
        with self._lock:
            self._since = self._since if self._running else time.monotonic()
            self._running += 1

    def stop(self) -> None:
        with self._lock:
            self._running -= 1
            if not self._running:
                self._total += time.monotonic() - self._since

    @property
    def seconds(self) -> float:
        with self._lock:
            return self._total + (time.monotonic() - self._since if self._running else 0.0)


# By trace, which a turn that is done again has anew. One turn makes several action calls, each with its own context.
_watches: TTLCache[str, Stopwatch] = TTLCache(10_000, ttl=120)
_lock = Lock()


@contextmanager
def spending() -> Iterator[Budget]:
    """The budget of a call that lasts as long as the block, in a turn or (jobs, channels) outside one."""
    whole, turn = settings().backend_turn_seconds, current_turn.get()
    if turn is None:
        yield Budget(time.monotonic() + whole)
        return
    with _lock:
        watch = _watches.setdefault(turn.traceparent, Stopwatch())
    deadline = min(turn.deadline, time.monotonic() + whole - watch.seconds)
    watch.start()
    try:
        yield Budget(deadline, turn.traceparent)
    finally:
        watch.stop()
