"""`helpline shop …` fills the shop, looks into it, and signs a customer in."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from helpline.settings import ROOT, settings
from shop.commands import app
from tests.shop import stock
from tests.shop.api import Api


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_seed_and_export_are_each_others_way_back(api: Api, tmp_path: Path) -> None:
    """To a file and to standard output."""
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps(stock.seed()), "utf-8")
    assert _run("seed", str(source)).exit_code == 0
    assert _run("export", str(target)).exit_code == 0
    assert json.loads(target.read_text("utf-8")) == stock.seed()
    assert _run("export", "-").stdout == target.read_text("utf-8")


def test_a_wrong_seed_ends_with_its_places(api: Api, tmp_path: Path) -> None:
    """And with exit code 1."""
    source = tmp_path / "in.json"
    source.write_text('{"customers": [{}], "products": [], "orders": []}', "utf-8")
    result = _run("seed", str(source))
    assert result.exit_code == 1
    assert "customers[0].id" in result.output


@pytest.mark.parametrize("arguments", [["seed"], ["seed", "x.json", "--demo"], ["seed", "x.json", "--if-empty"]])
def test_seed_wants_to_know_from_where(arguments: list[str]) -> None:
    """A file, or --demo."""
    assert _run(*arguments).exit_code == 2


def test_demo_if_empty_leaves_a_full_shop(api: Api) -> None:
    """And says so."""
    assert "nothing changed" in _run("seed", "--demo", "--if-empty").output


def test_the_mailbox_shows_mails(api: Api) -> None:
    """Of one address or of all."""
    api.as_service().post("/verification-codes", json={"email": "ann@example.com"})
    api.as_service().post("/verification-codes", json={"email": "nobody@example.com"})
    assert "Your code is" in _run("mailbox", "ANN@example.com").output
    assert "nobody" not in _run("mailbox").output
    assert _run("mailbox", "ben@example.com").output == ""


def test_a_database_that_is_away_is_one_sentence() -> None:
    """No traceback, exit code 1."""
    command = [sys.executable, "-m", "helpline", "shop", "export", "-"]
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("helpline: Postgres cannot be reached")
    assert len(done.stderr.splitlines()) == 1


def test_an_assertion_signs_a_customer_in(api: Api) -> None:
    """The key is its owner's only."""
    assertion = _run("assertion", "c_101").output.strip()
    assert api.tokens(assertion=assertion).json()["customer_id"] == "c_101"
    mode = stat.S_IMODE((settings().state_dir / "site" / "private.pem").stat().st_mode)
    assert mode == 0o600


@pytest.mark.parametrize("arguments", [["mailbox"], ["assertion", "c_100"]])
def test_production_has_neither_mailbox_nor_signing(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Both would give anyone with a shell a customer's identity."""
    monkeypatch.setenv("HELPLINE_ENVIRONMENT", "production")
    settings.cache_clear()
    try:
        assert _run(*arguments).exit_code == 1
    finally:
        monkeypatch.undo()
        settings.cache_clear()
