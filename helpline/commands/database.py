"""Look after the database."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Look after the database.")


@app.callback()
def _group() -> None:
    """Look after the database."""


@app.command()
def migrate() -> None:
    """Bring every schema up to date with the code; data stays. Safe to repeat, and while others run."""
    from sqlalchemy.exc import OperationalError

    from helpline.db import DatabaseAway, database_url
    from helpline.migrate import migrate as run

    try:
        schemas = run()
    except OperationalError as exc:
        raise DatabaseAway(f"No database answers at {database_url()!r}. Start it with `make run`.") from exc
    print(f"Up to date: {', '.join(schemas)}.")
