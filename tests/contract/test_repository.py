"""The repository holds no secret, and the README says what is true."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from helpline.settings import ROOT, SECRET_NAMES, Settings
from tests.contract.project import tracked_files

_README = ROOT / "README.md"
_PUBLIC = ("https://pypi.org/simple", "https://files.pythonhosted.org/")


def test_no_secret_is_stored() -> None:
    """No file of the repository gives a secret a value."""
    pattern = re.compile(rf"HELPLINE_(?:{'|'.join(SECRET_NAMES).upper()})\s*[=:]\s*['\"]?[\w-]{{16,}}")
    assert [path for path in tracked_files() if pattern.search(path.read_text("utf-8", "replace"))] == []


def test_packages_come_from_the_public_index() -> None:
    """The lock names no mirror, so that it works on any machine."""
    addresses = set(re.findall(r'(?:registry|url) = "([^"]+)"', (ROOT / "uv.lock").read_text("utf-8")))
    assert [address for address in addresses if not address.startswith(_PUBLIC)] == []


def test_make_explains_each_target() -> None:
    """`make help` lists every target a user may call."""
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    expected = ["help", "setup", "run", "train", "validate", "check", "format", "test", "bench", "clean"]
    assert re.findall(r"^make (\w+) ", shown, re.MULTILINE) == expected


def test_the_readme_names_targets_that_exist() -> None:
    """Each `make …` of the README is a target."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)\b", _code_in_readme())) <= targets


def test_the_readme_names_commands_that_exist() -> None:
    """Each `helpline …` of the README has a help text."""
    commands = set(re.findall(r"\bhelpline ((?:shop |db )?[a-z]+)\b", _code_in_readme()))
    assert commands
    for command in commands:
        asked = [sys.executable, "-m", "helpline", *command.split(), "--help"]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"helpline {command}: {done.stderr[-300:]}"


@pytest.mark.parametrize("process", ["assistant", "actions", "shop", "page"])
def test_the_readme_names_the_ports(process: str) -> None:
    """The README says where each process listens by default."""
    assert str(Settings.__fields__[f"{process}_port"].default) in _README.read_text("utf-8")


def _code_in_readme() -> str:
    """What stands in code blocks and between backticks, where a word is a command and not a word."""
    text = _README.read_text("utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
