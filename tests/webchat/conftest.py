"""Fixtures of the web chat's tests: the channel served by a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from helpline.postgres import EmbeddedPostgres
from helpline.settings import ROOT
from tests.webchat.chat import Chat, begin


@dataclass(frozen=True)
class Server:
    """One running process."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def serving(folder: Path, *, database_url: str | None = None, **settings: str) -> Iterator[Server]:
    """A process that serves the channel; settings by their names."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, **{f"HELPLINE_{name.upper()}": value for name, value in settings.items()}}
    if database_url:
        environment["DATABASE_URL"] = database_url
    log = folder / f"webchat-{port}.log"
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "tests.webchat.serve", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stream, stderr=stream)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_until_it_lives(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)
        sys.stdout.write(log.read_text()[-4000:])  # pytest shows it with a failure


def _wait_until_it_lives(server: Server) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if httpx.get(f"{server.url}/health/live").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the channel did not start:\n{server.log.read_text()[-3000:]}")


@pytest.fixture(scope="package")
def server(postgres: EmbeddedPostgres | None, state_dir: Path) -> Iterator[Server]:
    """The channel with the limits most tests need: wide ones."""
    with serving(state_dir, chat_messages_per_minute="1000", chat_conversations_per_hour="1000") as running:
        yield running


@pytest_asyncio.fixture
async def http(server: Server, database: None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the channel, on an empty database."""
    async with httpx.AsyncClient(base_url=server.url, timeout=10) as client:
        yield client


@pytest_asyncio.fixture
async def chat(http: httpx.AsyncClient) -> Chat:
    """A guest's conversation."""
    return await begin(http)
