"""Run everything, and say how it is."""

from __future__ import annotations

import asyncio
import time
from signal import SIGTERM

import typer


def up(
    attached: bool = typer.Option(False, "--attached", help="Stop also when the program that started this one ends."),
) -> None:
    """Start everything, wait until it is ready, and keep it running until Ctrl-C or SIGTERM."""
    from helpline.keys import write_secrets
    from helpline.lifeline import lifeline
    from helpline.settings import settings, state_dir
    from helpline.supervisor.screen import Screen
    from helpline.supervisor.start import Supervisor

    if attached:
        lifeline(SIGTERM)()
    write_secrets(state_dir())
    screen = Screen()
    screen.say(f"Helpline starts; what its processes say goes to {settings().logs_dir}")
    asyncio.run(Supervisor(settings(), screen).run())


def status() -> None:
    """Say what runs in this folder and whether it is well; exit code 1 if anything is not, or nothing runs."""
    from helpline.settings import settings, state_dir
    from helpline.supervisor.run_file import RunFile
    from helpline.supervisor.status import look

    run_file = RunFile(state_dir())
    run = run_file.read() if run_file.is_running() else None
    if run is None:
        print("Helpline does not run in this folder. Start it with `make run`.")
        raise typer.Exit(1)
    parts = asyncio.run(look(run, settings()))
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(run.started_at))
    print(f"Helpline runs since {since}, supervisor {run.pid}: {run.address or 'still starting'}")
    for part in parts:
        print(f"  {'ok ' if part.well else 'NOT'} {part.name:<14} {part.words}")
    if not run.address or not all(part.well for part in parts):
        raise typer.Exit(1)
