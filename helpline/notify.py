"""Hear Postgres' notifications on one direct connection, and come back after losing it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import asyncpg

from helpline.db import database_url
from helpline.logs import Log

log = Log("helpline.notify")
_PAUSE = 0.5


class Listener:
    """Call `heard(channel, payload)` in this loop for every notification, until the `async with` block ends.

    While the connection is lost notifications are lost too; `heard(channel, "")` for each channel after every
    (re)connection tells the owner to look for itself.
    """

    def __init__(self, channels: Sequence[str], heard: Callable[[str, str], None]) -> None:
        self._channels = channels
        self._heard = heard
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Listener:
        self._task = asyncio.get_running_loop().create_task(self._listen_for_ever())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                await self._listen()
            except (OSError, asyncio.TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as exc:
                log.warning("listen_lost", error=type(exc).__name__)
            await asyncio.sleep(_PAUSE)

    async def _listen(self) -> None:
        lost = asyncio.Event()
        connection = await asyncpg.connect(**connect_arguments())
        try:
            connection.add_termination_listener(lambda _: lost.set())
            for channel in self._channels:
                await connection.add_listener(channel, self._on_notification)
            for channel in self._channels:
                self._heard(channel, "")
            await lost.wait()
        finally:
            connection.terminate()

    def _on_notification(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        self._heard(channel, str(payload))


def connect_arguments() -> dict[str, object]:
    """Arguments for `asyncpg.connect` to our database."""
    url = database_url()
    host = url.query.get("host") or url.host
    return {
        "host": host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        "timeout": 3,
    }
