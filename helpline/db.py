"""Make every database engine of Helpline, for the embedded Postgres or any other."""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from helpline.errors import HelplineError
from helpline.postgres import socket_folder
from helpline.settings import settings

_SYNC_DRIVER = "postgresql+psycopg2"
_ASYNC_DRIVER = "postgresql+asyncpg"
_STATEMENT_TIMEOUT_MS = 5_000

_async_engines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, AsyncEngine]] = WeakKeyDictionary()
_sync_engines: dict[str, Engine] = {}
_lock = Lock()


class DatabaseAway(HelplineError):
    """Postgres cannot be reached; the message says where it was looked for."""


def database_url() -> URL:
    """Where the database is: `DATABASE_URL`, else the embedded Postgres in the state folder."""
    configured = settings().database_url
    if configured:
        return make_url(configured).set(drivername="postgresql")
    folder = socket_folder(settings().state_dir)
    return URL.create("postgresql", username="postgres", database="postgres", query={"host": str(folder)})


def async_engine(name: str = "default", *, pool_size: int = 5, idle_in_transaction_seconds: float = 30) -> AsyncEngine:
    """The engine of that name for the running event loop, made at its first use.

    An engine belongs to one loop: asyncpg's connections cannot be shared between loops, and Rasa runs several.
    """
    engines = _async_engines.setdefault(asyncio.get_running_loop(), {})
    if name not in engines:
        server_settings = {
            "statement_timeout": str(_STATEMENT_TIMEOUT_MS),
            "idle_in_transaction_session_timeout": str(int(idle_in_transaction_seconds * 1000)),
            "application_name": f"helpline-{name}",
        }
        engines[name] = create_async_engine(
            database_url().set(drivername=_ASYNC_DRIVER),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=True,
            connect_args={"server_settings": server_settings, "timeout": 3},
        )
    return engines[name]


async def dispose_async_engines() -> None:
    """Close every engine of the running loop."""
    for engine in _async_engines.pop(asyncio.get_running_loop(), {}).values():
        await engine.dispose()


def sync_engine(name: str = "default", *, pool_size: int = 5) -> Engine:
    """The engine of that name for threads, made at its first use."""
    with _lock:
        if name not in _sync_engines:
            options: dict[str, Any] = {
                "connect_timeout": 3,
                "options": f"-c statement_timeout={_STATEMENT_TIMEOUT_MS}",
                "application_name": f"helpline-{name}",
            }
            _sync_engines[name] = create_engine(
                database_url().set(drivername=_SYNC_DRIVER),
                pool_size=pool_size,
                max_overflow=2,
                pool_timeout=5,
                pool_pre_ping=True,
                connect_args=options,
            )
        return _sync_engines[name]
