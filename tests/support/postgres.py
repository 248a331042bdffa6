"""Give tests a real Postgres: our embedded one in a temporary folder, or the one named for tests.

`HELPLINE_TEST_DATABASE_URL` names another server. It is a variable of its own because every test empties the database.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from helpline.db import sync_engine
from helpline.keys import write_secrets
from helpline.migrate import migrate
from helpline.postgres import EmbeddedPostgres
from helpline.settings import settings

_SCHEMAS = ("helpline", "shop")


@contextmanager
def installation() -> Iterator[Path]:
    """A state folder with fresh secrets that this process' settings point to, short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="helpline-", dir="/tmp"))
    write_secrets(folder)
    os.environ["HELPLINE_STATE_DIR"] = str(folder)
    settings.cache_clear()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def migrated_database(state_dir: Path) -> Iterator[EmbeddedPostgres | None]:
    """A running server with every schema; None stands for a server that is not ours to stop."""
    named = os.environ.get("HELPLINE_TEST_DATABASE_URL")
    server = None if named else EmbeddedPostgres(state_dir, durable=False)
    os.environ["DATABASE_URL"] = named or ""
    settings.cache_clear()
    try:
        if server:
            server.start()
        migrate()
        yield server
    finally:
        sync_engine().dispose()
        if server:
            server.stop()


@retry(retry=retry_if_exception_type(OperationalError), stop=stop_after_attempt(10), wait=wait_fixed(0.1))
def empty_database() -> None:
    """Remove every row of every table of ours; the schemas stay.

    A process under test that just looks for work may deadlock with this: then it is done again.
    """
    with sync_engine().begin() as connection:
        names = connection.execute(
            text(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
                "WHERE schemaname = ANY(:schemas) AND tablename NOT LIKE 'alembic%' ORDER BY 1"
            ),
            {"schemas": list(_SCHEMAS)},
        ).scalars()
        tables = ", ".join(names)
        if tables:
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
