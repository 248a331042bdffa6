"""Bring the schemas in the database up to date with the code.

Each package with tables has a `migrations/` folder (alembic's `env.py` and `versions/`) and names it by the entry
point group `helpline.migrations` (`<schema> = "<package>.migrations"`); every schema keeps its own version table.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from helpline.db import sync_engine

_LOCK = 7_402_318  # any number, the same for every process that migrates


def migrate() -> list[str]:
    """Run all outstanding migrations, one process at a time; returns the schemas that were looked at."""
    schemas = sorted(entry_points(group="helpline.migrations"), key=lambda entry: entry.name)
    with sync_engine("migrate").connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        try:
            for entry in schemas:
                connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{entry.name}"'))
                config = Config()
                config.set_main_option("script_location", str(_folder(entry.value)))
                config.attributes["connection"] = connection
                config.attributes["schema"] = entry.name
                command.upgrade(config, "head")
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
    return [entry.name for entry in schemas]


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent
