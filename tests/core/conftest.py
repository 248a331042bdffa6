"""An assistant with a tiny bot, and a way to talk to it past any channel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from helpline.settings import ROOT
from tests.core.talk import Talk, begin
from tests.support.assistant import Assistant, running, tiny_model


@pytest.fixture(scope="session")
def model() -> Path:
    """The tiny bot's model; kept between runs, by content."""
    folder = ROOT / ".pytest_cache" / "models"
    folder.mkdir(parents=True, exist_ok=True)
    return tiny_model(folder)


@pytest.fixture(scope="package")
def running_assistant(model: Path, postgres: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant that all tests of this folder share."""
    with running(model, tmp_path_factory.mktemp("assistant")) as assistant:
        yield assistant


@pytest.fixture
def assistant(running_assistant: Assistant, database: None) -> Assistant:
    """That assistant on an empty database, started again if a test before killed it."""
    process = running_assistant.process
    if process is None or process.poll() is not None:
        running_assistant.start()
    return running_assistant


@pytest_asyncio.fixture
async def talk(assistant: Assistant) -> Talk:
    """A new conversation."""
    return await begin()
