"""Fixtures for every test: settings of their own, a real Postgres, and the real processes."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from helpline.db import dispose_async_engines
from helpline.postgres import EmbeddedPostgres
from tests.support.postgres import empty_database, installation, migrated_database
from tests.support.shoppers import Shoppers
from tests.support.stack import Stack, running_stack

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


@pytest.fixture(scope="session", autouse=True)
def state_dir() -> Iterator[Path]:
    """The state folder of this test run: fresh secrets, nothing of the developer's own."""
    with installation() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres(state_dir: Path) -> Iterator[EmbeddedPostgres | None]:
    """One server with every schema for the whole run."""
    with migrated_database(state_dir) as server:
        yield server


@pytest_asyncio.fixture
async def database(postgres: EmbeddedPostgres | None) -> AsyncIterator[None]:
    """An empty database with every table; the engines of the test's loop are closed after it."""
    empty_database()
    yield
    await dispose_async_engines()


@pytest.fixture(scope="session")
def stack(state_dir: Path) -> Iterator[Stack]:
    """Everything `make run` runs, in an installation of its own, for the whole session."""
    with running_stack() as running:
        yield running


@pytest.fixture(scope="session")
def shoppers(stack: Stack) -> Shoppers:
    """Customers of the demo shop, each for one test only."""
    return Shoppers(stack)
