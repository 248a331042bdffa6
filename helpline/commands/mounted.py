"""Mount the commands other packages offer, loading a package only when its command is asked for.

A package offers them by the entry point group `helpline.commands`: `shop = "shop.commands:app"` is `helpline shop …`.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

import click
from typer.core import TyperGroup
from typer.main import get_command as from_typer


class MountedCommands(TyperGroup):
    """Our own commands first, then the mounted ones by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *sorted(_mounted())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        entry = _mounted().get(cmd_name)
        if own is not None or entry is None:
            return own
        command = from_typer(entry.load())
        command.name = cmd_name
        return command


def _mounted() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="helpline.commands")}
