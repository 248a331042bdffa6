"""Have a whole model that fits the data before the assistant starts."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

from helpline.model import ModelBroken, fitting_model, newest_model
from helpline.supervisor.errands import errand
from helpline.supervisor.log_files import LogFiles
from helpline.supervisor.screen import Screen


def named_model() -> Path | None:
    """The model that `HELPLINE_MODEL` names.

    Raises:
        ModelBroken: it cannot be used.
    """
    named = os.environ.get("HELPLINE_MODEL")
    return _readable(Path(named).resolve()) if named else None


async def own_model(*, logs: LogFiles, screen: Screen) -> Path:
    """The model for the present data, trained if there is none or it is broken.

    Raises:
        ErrandFailed: training failed.
    """
    try:
        found = fitting_model()
    except ModelBroken as exc:
        screen.step("model", f"{exc} Training it again.")
        found = None
    if found:
        screen.step("model", "fits the data")
        return found
    async with screen.during("model", "training, this takes a few minutes", done="trained"):
        await errand("train", logs=logs)
    trained = fitting_model()
    if trained:
        return trained
    screen.step("model", "the data changed meanwhile: `make train` again")
    return newest_model()


def _readable(path: Path) -> Path:
    try:
        with tarfile.open(path) as archive:
            archive.getmembers()
    except (OSError, EOFError, tarfile.TarError) as exc:
        raise ModelBroken(f"HELPLINE_MODEL names {path}, which is not a whole model: {exc}.") from exc
    return path
