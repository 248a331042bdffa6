"""The `helpline` command where something is in the way: one clear sentence and an exit code."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpline.settings import ROOT
from helpline.supervisor.run_file import RunFile
from tests.support.stack import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """An installation that is not started."""
    return Stack(tmp_path, HELPLINE_MODEL=str(_empty_model(tmp_path)))


def test_status_says_that_nothing_runs(stack: Stack) -> None:
    """Status works where nothing was ever started, nor even set up."""
    code, words = _helpline(stack, "status")
    assert (code, words) == (1, "Helpline does not run in this folder. Start it with `make run`.")


def test_a_port_in_use_is_named_with_its_setting(stack: Stack) -> None:
    """One sentence says which port, whose, and which setting moves it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", stack.ports["shop"]))
        taken.listen()
        code, words = _helpline(stack, "up")
    assert code == 1
    assert f"Port {stack.ports['shop']}, needed by the shop, is in use by another program." in words
    assert "HELPLINE_SHOP_PORT" in words
    assert stack.leftovers() == []


def test_a_second_start_in_the_same_folder_is_refused(stack: Stack) -> None:
    """The first run goes on; the second says where it is."""
    first = RunFile(stack.state_dir)
    first.claim()
    try:
        code, words = _helpline(stack, "up")
    finally:
        first.release()
    assert code == 1
    assert f"Helpline already runs in this folder (process {os.getpid()})." in words


def test_a_broken_model_is_named(stack: Stack, tmp_path: Path) -> None:
    """A truncated archive is found before anything tries to load it, and nothing is left running."""
    model = tmp_path / "broken.tar.gz"
    model.write_bytes(_empty_model(tmp_path).read_bytes()[:20])
    code, words = _helpline(stack, "up", HELPLINE_MODEL=str(model))
    assert code == 1
    assert f"HELPLINE_MODEL names {model}, which is not a whole model" in words
    assert stack.leftovers() == []


def test_a_database_that_is_away_is_named_without_its_password(stack: Stack) -> None:
    """The sentence says where the database was looked for, and keeps the password to itself."""
    url = "postgresql://someone:hidden-word@127.0.0.1:1/shop"
    code, words = _helpline(stack, "up", DATABASE_URL=url)
    assert code == 1
    assert "No database answers at" in words
    assert "hidden-word" not in words


@pytest.mark.parametrize("command", [[], ["setup"], ["up"], ["status"], ["train"], ["db"], ["db", "migrate"], ["shop"]])
def test_every_command_explains_itself(stack: Stack, command: list[str]) -> None:
    """Each command has a help text."""
    code, words = _helpline(stack, *command, "--help")
    assert code == 0
    assert "Usage:" in words


def _helpline(stack: Stack, *arguments: str, **env: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "helpline", *arguments],
        cwd=ROOT,
        env={**stack.env, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).strip()


def _empty_model(folder: Path) -> Path:
    path = folder / "empty.tar.gz"
    with tarfile.open(path, "w:gz"):
        return path
