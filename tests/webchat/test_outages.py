"""The database goes away, connections are cut, the server stops: nothing is acknowledged that is not stored."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from helpline.db import sync_engine
from helpline.postgres import EmbeddedPostgres, socket_folder
from helpline.settings import ROOT
from tests.webchat.assistant import say
from tests.webchat.chat import BASE, Chat, Event, begin, fresh_id, problem, take
from tests.webchat.conftest import Server, serving


@dataclass(frozen=True)
class Pair:
    """A server, and a database that is its alone."""

    server: Server
    postgres: EmbeddedPostgres


@pytest.fixture
def pair(state_dir: Path) -> Iterator[Pair]:
    """The channel on a Postgres that may be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="helpline-", dir="/tmp"))
    postgres = EmbeddedPostgres(folder, durable=False)
    url = f"postgresql://postgres@/postgres?host={socket_folder(folder)}"
    try:
        postgres.start()
        command = [sys.executable, "-c", "from helpline.migrate import migrate; migrate()"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True)
        with serving(folder, database_url=url) as server:
            yield Pair(server, postgres)
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def test_an_outage_is_told_and_everything_goes_on_after_it(pair: Pair) -> None:
    """503 with the time to come back, never 202; the open stream goes on by itself, without gap or doubling."""
    async with httpx.AsyncClient(base_url=pair.server.url, timeout=20) as client:
        chat = await begin(client)
        await chat.send("before")
        async with chat.events() as stream:
            await take(stream, 1)
            await asyncio.to_thread(pair.postgres.stop)
            message_id = fresh_id()
            for refused in (
                await chat.send("during", message_id=message_id),
                await client.post(f"{BASE}/conversations"),
            ):
                assert problem(refused) == (503, "unavailable")
                assert int(refused.headers["retry-after"]) > 0
            assert problem(await chat.call("GET", "/events")) == (503, "unavailable")
            assert (await client.get("/health/live")).status_code == 200
            assert (await client.get("/health/ready")).status_code == 503
            await asyncio.to_thread(pair.postgres.start)
            assert await _send_until_taken(chat, "during", message_id) == 2
            assert (await chat.send("after")).json() == {"seq": 3}
            events = await asyncio.wait_for(take(stream, 2), 20)
        assert [event.data["text"] for event in events] == ["during", "after"]
        assert (await client.get("/health/ready")).status_code == 200


async def _send_until_taken(chat: Chat, words: str, message_id: str) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        answer = await chat.send(words, message_id=message_id)
        if answer.status_code == 202:
            return int(answer.json()["seq"])
        await asyncio.sleep(float(answer.headers["retry-after"]) / 10)
    raise AssertionError("the channel did not recover")


async def test_connections_that_are_cut_come_back(chat: Chat) -> None:
    """Every connection of the process is ended at once: a call may fail once, the stream does not."""
    async with chat.events() as stream:
        await say(chat.conversation_id, "one")
        await take(stream, 1)
        with sync_engine().begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND usename = user AND datname = current_database()"
                )
            )
        assert await _send_until_taken(chat, "two", fresh_id()) == 2
        assert [event.data["text"] for event in await asyncio.wait_for(take(stream, 1), 20)] == ["two"]


async def test_a_stop_ends_the_streams_cleanly(state_dir: Path, database: None) -> None:
    """SIGTERM with an open stream: its body ends as a body should, and the process is gone soon."""
    with serving(state_dir) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=20) as client:
            chat = await begin(client)
            async with chat.events() as stream:
                await say(chat.conversation_id, "hello")
                await take(stream, 1)
                server.process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(_rest(stream), 10) == []  # httpx would raise for a body cut off
        assert await asyncio.to_thread(server.process.wait, 10) == 0


async def _rest(stream: AsyncIterator[Event | str]) -> list[Event]:
    return [event async for event in stream if isinstance(event, Event)]
