"""Read the project's files for the contract tests."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from helpline.settings import ROOT

CODE = ("actions", "bot", "helpline")
MADE_BY_CODE = {"nlu_fallback", "effect_resolved"}  # intents that no customer's text is trained to


@lru_cache(maxsize=1)
def domain() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    return loaded


def trained_intents() -> list[str]:
    """The intents that customers' texts are sorted into."""
    names = [next(iter(entry)) if isinstance(entry, dict) else entry for entry in domain()["intents"]]
    return sorted(set(names) - MADE_BY_CODE)


def examples(path: Path) -> dict[str, list[str]]:
    """The examples of each intent in a file, annotations removed."""
    found: dict[str, list[str]] = {}
    for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"] or []:
        if "intent" in entry:
            lines = [line.strip() for line in entry["examples"].splitlines()]
            found.setdefault(entry["intent"], []).extend(plain(line[2:]) for line in lines if line.startswith("- "))
    return found


def plain(text: str) -> str:
    """A sentence without its entity annotations."""
    return re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})", r"\1", text)


def normalised(text: str) -> str:
    """What two spellings of one sentence have in common."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("'", "")))


@lru_cache(maxsize=1)
def dialogue() -> str:
    """All rules and stories as text."""
    files = [path for folder in ("rules", "stories") for path in sorted((ROOT / "data" / folder).rglob("*.yml"))]
    return "\n".join(path.read_text("utf-8") for path in files)


@lru_cache(maxsize=8)
def named_in_code(prefix: str) -> tuple[set[str], set[str]]:
    """Names with that prefix in our Python: whole ones, and the beginnings of those put together from parts."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    for node in _nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(prefix):
            (beginnings if node.value.endswith("_") else whole).add(node.value)
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if start.startswith(prefix):
                beginnings.add(start)
    return whole, beginnings


@lru_cache(maxsize=1)
def words_in_code() -> set[str]:
    """Every string constant in our Python."""
    return {node.value for node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def tracked_files() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _nodes() -> Iterator[ast.AST]:
    for package in CODE:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield from ast.walk(ast.parse(path.read_text("utf-8")))
