"""Look after stored conversations: turn one into a test, erase a customer's."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Optional, TypeVar

import typer

from helpline import erasure, recording
from helpline.db import dispose_async_engines

T = TypeVar("T")


def record(
    conversation: str = typer.Argument(..., help="The conversation's id, as logs and tickets name it."),
    out: Optional[Path] = typer.Option(None, "--out", help="Write there instead of printing."),
) -> None:
    """Turn a stored conversation into a conversation test, with contacts masked."""
    text = asyncio.run(_closing(recording.record(conversation)))
    if out:
        out.write_text(text, "utf-8")
        typer.echo(f"Written to {out}. Say who it was, and add what the shop has to show.")
    else:
        typer.echo(text, nl=False)


def erase(
    customer: str = typer.Argument(..., help="The shop's id of the customer."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Erase every conversation of a customer, for good; prints a receipt."""
    if not yes:
        typer.confirm(f"Erase every conversation of {customer}, for good?", abort=True)
    receipt = asyncio.run(_closing(erasure.erase(customer)))
    typer.echo(f"Erased: {receipt.conversations} conversations, {receipt.events} events, {receipt.messages} messages.")


async def _closing(work: Coroutine[Any, Any, T]) -> T:
    try:
        return await work
    finally:
        await dispose_async_engines()
