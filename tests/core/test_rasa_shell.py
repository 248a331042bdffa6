"""Rasa's own commands work with the project's tracker store."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from helpline.db import async_engine
from helpline.settings import ROOT
from helpline.tables import conversations
from tests.support.assistant import free_port


async def test_rasa_shell_talks_and_stores(model: Path, database: None, tmp_path: Path) -> None:
    """`rasa shell` answers as a guest would be answered, and stores its conversation gapless in Postgres."""
    credentials = tmp_path / "credentials.yml"
    credentials.write_text("# the shell brings its own channel\n")
    rasa = Path(sys.executable).with_name("rasa")
    command = [rasa, "shell", "-m", model, "--endpoints", "endpoints.yml", "--credentials", credentials]
    done = await asyncio.to_thread(
        subprocess.run,
        [*map(str, command), "--port", str(free_port())],
        cwd=ROOT,
        input="hello\n#W7654321\n/stop\n",
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert "Hello!" in done.stdout
    assert "Noted: W7654321" in done.stdout
    async with async_engine().connect() as connection:
        query = select([conversations.c.channel, conversations.c.event_seq])
        [(channel, event_seq)] = (await connection.execute(query)).all()
    assert channel == "cmdline"
    assert event_seq > 0
