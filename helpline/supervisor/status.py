"""Say what runs in this folder and whether it is well."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from helpline.settings import Settings
from helpline.supervisor.readiness import answers_ok
from helpline.supervisor.run_file import Entry, Run


@dataclass(frozen=True)
class Health:
    """What was found of one part."""

    name: str
    well: bool
    words: str


async def look(run: Run, settings: Settings) -> list[Health]:
    """The health of each part of a run."""
    found = await asyncio.gather(*(_process(name, entry) for name, entry in run.processes.items()))
    return [*found, await asyncio.to_thread(_database), *await _breakers(settings)]


async def _process(name: str, entry: Entry) -> Health:
    well = entry.state == "ready" and (not entry.ready or await answers_ok(entry.ready))
    state = entry.state if entry.state != "ready" or well else "does not answer"
    port = f"port {entry.port}" if entry.port else "socket"
    restarts = f", {entry.restarts} restarts" if entry.restarts else ""
    return Health(name, well, f"{state:<16} pid {entry.pid}, {port}{restarts}, log {entry.log}")


def _database() -> Health:
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    from helpline.db import database_url, sync_engine

    where = repr(database_url())  # without its password
    try:
        with sync_engine("status", pool_size=1).connect() as connection:
            connection.execute(text("SELECT 1 FROM helpline.conversations LIMIT 1"))
    except SQLAlchemyError as exc:
        return Health("database", False, f"{type(exc).__name__:<16} {where}")
    return Health("database", True, f"{'answers':<16} {where}")


async def _breakers(settings: Settings) -> list[Health]:
    """The circuit breakers of the action server; none before its first call to the shop."""
    headers = {"Authorization": f"Bearer {settings.action_secret.get_secret_value()}"}
    try:
        async with httpx.AsyncClient(timeout=2, trust_env=False, headers=headers) as client:
            reply = await client.get(f"{settings.address('actions')}/breakers")
        states = reply.json() if reply.status_code == httpx.codes.OK else {}
    except (httpx.HTTPError, ValueError):
        return []
    return [Health(name, state == "closed", f"breaker {state}") for name, state in sorted(states.items())]
