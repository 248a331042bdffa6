"""The `helpline` command: a module for each topic here, other packages' commands by entry point."""

from __future__ import annotations

import sys

import typer

from helpline.commands import conversations, database, model, running, setup, slack
from helpline.commands.mounted import MountedCommands
from helpline.errors import HelplineError

app = typer.Typer(
    cls=MountedCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Set up, run and look after a Helpline.",
)
app.command("setup")(setup.setup)
app.command("up")(running.up)
app.command("status")(running.status)
app.command("train")(model.train)
app.command("record")(conversations.record)
app.command("erase")(conversations.erase)
app.add_typer(database.app, name="db")
app.add_typer(slack.app, name="slack")


def main() -> None:
    """Run the command; what Helpline can name as having gone wrong is one sentence and exit code 1."""
    try:
        app()
    except HelplineError as exc:
        print(f"helpline: {exc}", file=sys.stderr)
        sys.exit(1)
