"""Tell the person at the terminal what happens, in few short lines."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_LIVE_EVERY = 1.0
_PLAIN_EVERY = 15.0


class Screen:
    """The lines of `make run`: one a step, with the seconds it took."""

    def __init__(self) -> None:
        self._live = sys.stdout.isatty()

    def say(self, line: str = "") -> None:
        """Print one line at once."""
        if self._live:
            sys.stdout.write("\r\x1b[K")
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def step(self, name: str, what: str, *, seconds: float | None = None) -> None:
        """Print what became of one part."""
        took = f"{seconds:8.1f} s" if seconds is not None else ""
        self.say(f"  {name:<10} {what:<42}{took}".rstrip())

    @asynccontextmanager
    async def during(self, name: str, what: str, *, done: str) -> AsyncIterator[None]:
        """Show that a longer step goes on, and its result when it has ended well."""
        begun = time.monotonic()
        ticker = asyncio.create_task(self._tick(name, what, begun))
        try:
            yield
        finally:
            ticker.cancel()
        self.step(name, done, seconds=time.monotonic() - begun)

    async def _tick(self, name: str, what: str, begun: float) -> None:
        while True:
            await asyncio.sleep(_LIVE_EVERY if self._live else _PLAIN_EVERY)
            seconds = time.monotonic() - begun
            if self._live:
                sys.stdout.write(f"\r\x1b[K  {name:<10} {what} … {seconds:.0f} s")
                sys.stdout.flush()
            else:
                self.step(name, f"{what} …", seconds=seconds)
