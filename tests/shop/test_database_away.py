"""Without its database the shop says so, lives on, and works again when it is back."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from helpline.keys import write_secrets
from helpline.postgres import EmbeddedPostgres
from helpline.settings import ROOT
from tests.shop.api import Api, is_problem
from tests.shop.server import running_shop

_PREPARE = (
    "from helpline.migrate import migrate; from shop.seed import seed_demo_if_empty; migrate(); seed_demo_if_empty()"
)


def test_the_database_goes_and_comes_back(state_dir: Path) -> None:
    """503 with `Retry-After` meanwhile, for reads, writes and readiness; no restart of the shop."""
    with tempfile.TemporaryDirectory(prefix="shop-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        own = Path(folder)
        write_secrets(own).write_bytes((state_dir / "secrets.env").read_bytes())
        database = EmbeddedPostgres(own, durable=False)
        database.start()
        try:
            _goes_and_comes_back(database, own)
        finally:
            database.stop()


def _goes_and_comes_back(database: EmbeddedPostgres, own: Path) -> None:
    environment = {"HELPLINE_STATE_DIR": str(own), "DATABASE_URL": ""}
    subprocess.run(
        [sys.executable, "-c", _PREPARE], cwd=ROOT, env={**os.environ, **environment}, check=True, timeout=60
    )
    with running_shop(own, **environment) as server:
        service = Api(server.url).as_service()
        guest = Api(server.url).as_recognised("W7654321", "80279")
        database.stop()
        server.wait_until(ready=False)
        for answer in (service.get("/products"), guest.get("/orders/W7654321"), _ready(server.url)):
            is_problem(answer, 503, "database_away")
            assert answer.headers["Retry-After"] == "1"
        assert httpx.get(f"{server.url}/health/live", timeout=5).status_code == 200
        database.start()
        server.wait_until(ready=True)
        assert guest.get("/orders/W7654321").json()["status"] == "pending"


def _ready(url: str) -> httpx.Response:
    return httpx.get(f"{url}/health/ready", timeout=10)
