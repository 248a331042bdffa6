"""Offer the shop's commands: seed, export, mailbox, assertion, fault."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

import httpx
import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, ProgrammingError

from helpline.db import DatabaseAway, database_url
from helpline.settings import settings
from shop import assertions, mailbox
from shop.database import transaction
from shop.export import export as export_state
from shop.export import write
from shop.faults import Fault, Kind
from shop.seed import seed as seed_from
from shop.seed import seed_demo, seed_demo_if_empty
from shop.seed_file import SeedError

app = typer.Typer(help="The reference shop: fill it, look into it, sign a customer in.", no_args_is_help=True)


@app.command()
def seed(
    file: Optional[Path] = typer.Argument(None, metavar="FILE", help="A seed file."),
    demo: bool = typer.Option(False, "--demo", help="Take the stored demo seed."),
    if_empty: bool = typer.Option(False, "--if-empty", help="With --demo: leave a shop with customers as it is."),
) -> None:
    """Replace everything in the shop by a file's content."""
    if demo == (file is not None) or (if_empty and not demo):
        raise typer.BadParameter("name a FILE, or say --demo (and then perhaps --if-empty)")
    if if_empty:
        with _database():
            filled = seed_demo_if_empty()
        typer.echo("The demo shop was filled." if filled else "The shop has customers; nothing changed.")
        return
    try:
        with _database():
            content = seed_from(file) if file else seed_demo()
    except SeedError as exc:
        typer.echo(str(exc), err=True)
        raise typer.Exit(1) from exc
    counts = f"{len(content.customers)} customers, {len(content.products)} products, {len(content.orders)} orders"
    typer.echo(f"The shop now holds {counts}.")


@app.command()
def export(file: Path = typer.Argument(..., metavar="FILE", help="Where to; - for standard output.")) -> None:
    """Write the shop's state in the form of a seed file, ordered."""
    with _database():
        content = write(export_state())
    if str(file) == "-":
        sys.stdout.write(content)
    else:
        file.write_text(content, "utf-8")


@app.command("mailbox")
def print_mailbox(email: Optional[str] = typer.Argument(None, help="Of one address; without it, of all.")) -> None:
    """Print the mails the shop would have sent, the oldest first (development)."""
    _only_in_development("The mailbox")
    with _database(), transaction() as connection:
        for mail in mailbox.read(connection, email):
            typer.echo(f"{mail.at:%Y-%m-%d %H:%M:%S} to {mail.email}: {mail.subject}\n  {mail.body}")


@app.command()
def assertion(customer: str = typer.Argument(..., help="A customer's id, as c_100.")) -> None:
    """Print what the shop's site would sign for a signed-in customer (development)."""
    _only_in_development("Signing")
    typer.echo(assertions.mint(customer))


@app.command("fault")
def switch_fault(
    kind: str = typer.Argument(
        ..., metavar="KIND|off", help=f"One of {', '.join(kind.value for kind in Kind)}; or off."
    ),
    path: str = typer.Option("*", help="Requests it meets, as /orders/*/cancellation."),
    method: Optional[str] = typer.Option(None, help="GET, POST, PUT, PATCH or DELETE; without it, all."),
    seconds: float = typer.Option(2.0, help="Of delay and drip."),
    times: Optional[int] = typer.Option(None, help="Requests until it is over."),
) -> None:
    """Let the running shop fail on purpose, to see what customers would see (development)."""
    _only_in_development("Failing on purpose")
    fault: dict[str, Any] = {"kind": kind, "path": path, "method": method, "seconds": seconds, "times": times}
    try:
        faults = [] if kind == "off" else [Fault(**fault).dict()]
    except ValidationError as exc:
        raise typer.BadParameter("; ".join(f"{error['loc'][0]}: {error['msg']}" for error in exc.errors())) from exc
    typer.echo(_tell_the_shop({"faults": faults}))


def _tell_the_shop(faults: dict[str, Any]) -> str:
    try:
        answer = httpx.put(
            f"{settings().address('shop')}/v1/faults",
            content=json.dumps(faults, default=str),
            headers={"Authorization": f"Bearer {settings().shop_service_token.get_secret_value()}"},
        )
        answer.raise_for_status()
    except httpx.HTTPError as exc:
        typer.echo(f"The shop at {settings().address('shop')} did not take it: {exc}. Is `make run` running?", err=True)
        raise typer.Exit(1) from exc
    return "The shop fails on purpose." if faults["faults"] else "The shop does not fail on purpose any more."


@contextmanager
def _database() -> Iterator[None]:
    """Name a database that cannot be used, in one sentence."""
    try:
        yield
    except OperationalError as exc:
        raise DatabaseAway(f"Postgres cannot be reached at {database_url()!r}. Is `make run` running?") from exc
    except ProgrammingError as exc:
        raise DatabaseAway(f"The shop's tables are not in {database_url()!r}. Run `helpline db migrate`.") from exc


def _only_in_development(what: str) -> None:
    if settings().environment == "production":
        typer.echo(f"{what} is for development; HELPLINE_ENVIRONMENT is production.", err=True)
        raise typer.Exit(1)
