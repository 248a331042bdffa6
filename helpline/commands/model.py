"""Train the model."""

from __future__ import annotations

import sys

import typer


def train(
    force: bool = typer.Option(False, "--force", help="Train even if a model fits."),
    path: bool = typer.Option(False, "--path", help="Print the fitting model's path; train nothing."),
) -> None:
    """Train a model if none fits the present config, domain, data and components."""
    from helpline.model import ModelBroken, fingerprint, fitting_model
    from helpline.model import train as run

    try:
        found = None if force else fitting_model()
    except ModelBroken as exc:
        print(exc, file=sys.stderr)
        found = None
    if path:
        print(found or "")
        raise typer.Exit(0 if found else 1)
    if found:
        print(f"The model fits: {found}")
        return
    print(f"Training a model for {fingerprint()}; this takes a few minutes.", flush=True)
    print(f"Trained: {run()}")
