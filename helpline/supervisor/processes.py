"""List the processes of one installation: how each is started, and how one sees that it is well."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals
from typing import Any

from helpline.lifeline import lifeline
from helpline.postgres import EmbeddedPostgres
from helpline.settings import ROOT, Settings


@dataclass(frozen=True)
class Process:
    """One process we keep running.

    Args:
        command: gives the command line; called before each start.
        prepare: makes things ready for a start and gives more options for `Popen`; called before each start.
        ready: the address that answers 200 once the process is well; empty for Postgres, which `answers` asks.
        patience: seconds from start to ready before we give up.
        grace: seconds from the stop signal to `SIGKILL`.
    """

    name: str
    command: Callable[[], list[str]]
    prepare: Callable[[], Mapping[str, Any]]
    port: int | None = None
    ready: str = ""
    answers: Callable[[], bool] | None = None
    patience: float = 30.0
    stop_signal: Signals = SIGTERM
    grace: float = 10.0
    env: Mapping[str, str] = field(default_factory=dict)


def postgres(state_dir: Path) -> Process:
    """The embedded Postgres; SIGINT is its fast stop."""
    server = EmbeddedPostgres(state_dir)
    return Process("postgres", server.command, server.prepare, answers=server.is_ready, stop_signal=SIGINT, grace=30.0)


def applications(settings: Settings, model: Path) -> list[Process]:
    """Everything that needs the database, in the order it is started; it is stopped in the reverse order."""
    shop = _python(settings, "shop", module="shop", ready="/health/ready")
    page = _python(settings, "page", module="shop.site", ready="/health/ready")
    actions = _python(settings, "actions", module="actions", ready="/health", patience=60.0)
    assistant = _python(
        settings,
        "assistant",
        module="bot",
        ready="/health/ready",
        patience=300.0,  # TensorFlow alone takes half a minute on a small machine, and minutes on a busy one
        grace=25.0,  # a little over a turn's budget: running turns may end
        env={"HELPLINE_MODEL": str(model)},
    )
    own_shop = [shop] if not settings.shop_url else []
    demo_page = [page] if settings.environment != "production" else []
    return [*own_shop, actions, *demo_page, assistant]


def _python(
    settings: Settings,
    name: str,
    *,
    module: str,
    ready: str,
    patience: float = 30.0,
    grace: float = 10.0,
    env: Mapping[str, str] | None = None,
) -> Process:
    port = getattr(settings, f"{name}_port")
    return Process(
        name,
        command=lambda: [sys.executable, "-m", module],
        prepare=lambda: {"cwd": ROOT, "preexec_fn": lifeline()},
        port=port,
        ready=f"http://{settings.host}:{port}{ready}",
        patience=patience,
        grace=grace,
        env=env or {},
    )
