"""Know which model fits the present data, and train it if there is none.

A model's name holds the fingerprint of everything it was made from, and a file beside it the checksum of the archive:
so a model of other data is never taken for this one's, nor a half-written or damaged archive for a whole one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from helpline.errors import HelplineError
from helpline.lifeline import lifeline
from helpline.settings import ROOT, settings

_SOURCES = ("config.yml", "domain.yml", "data", "bot/nlu", "bot/policies")
_SUFFIXES = {".yml", ".yaml", ".py", ".cfg", ".txt", ".json", ".jsonl"}
_KEPT = 3


class ModelBroken(HelplineError):
    """An archive is not what was trained: damaged, cut short or made by something else."""


class TrainingFailed(HelplineError):
    """Rasa could not train; the message names the log."""


def fingerprint() -> str:
    """Twelve hexadecimal digits of everything the model depends on."""
    digest = hashlib.sha256(f"rasa {version('rasa')} python {sys.version_info[:2]}".encode())
    for path in _sources():
        digest.update(f"\0{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def fitting_model() -> Path | None:
    """The trained model for the present data, checked to be whole; None if there is none.

    Raises:
        ModelBroken: there is one, and it is damaged.
    """
    path = _archive()
    if not path.exists():
        return None
    check(path)
    return path


def newest_model() -> Path:
    """The model trained last, whatever it fits.

    Raises:
        ModelBroken: there is none, or it is damaged.
    """
    archives = _archives(settings().models_dir.resolve())
    if not archives:
        raise ModelBroken("There is no model. Run `make train`.")
    check(archives[0])
    return archives[0]


def check(path: Path) -> None:
    """Compare an archive with the checksum written when it was trained.

    Raises:
        ModelBroken: they differ, or one of the two cannot be read.
    """
    try:
        expected = json.loads(_note(path).read_text("utf-8"))["sha256"]
        found = _checksum(path)
    except (OSError, ValueError, KeyError) as exc:
        raise ModelBroken(f"The model {path.name} cannot be checked: {exc}.") from exc
    if found != expected:
        raise ModelBroken(f"The model {path.name} is damaged.")


def train() -> Path:
    """Train a model for the present data and put it into the models folder in one step.

    Raises:
        TrainingFailed: naming the log with Rasa's reasons.
    """
    target = _archive()
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target.parent), tempfile.TemporaryDirectory(prefix=".training-", dir=target.parent) as draft:
        _run_rasa(Path(draft), target.name.removesuffix(".tar.gz"))
        made = Path(draft) / target.name
        note = json.dumps({"sha256": _checksum(made), "rasa": version("rasa"), "fingerprint": fingerprint()})
        _note(target).write_text(note + "\n", "utf-8")
        made.replace(target)
    _forget_old(target)
    return target


def _sources() -> list[Path]:
    found: list[Path] = []
    for name in _SOURCES:
        path = ROOT / name
        found += [path] if path.is_file() else [file for file in path.rglob("*") if file.suffix in _SUFFIXES]
    return sorted(found)


def _archive() -> Path:
    return settings().models_dir.resolve() / f"helpline-{fingerprint()}.tar.gz"


def _note(archive: Path) -> Path:
    return archive.with_name(archive.name.removesuffix(".tar.gz") + ".json")


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _run_rasa(out: Path, name: str) -> None:
    log = settings().logs_dir.resolve() / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "rasa", "train", "--out", str(out), "--fixed-model-name", name]
    quiet = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    with log.open("wb") as stream:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            preexec_fn=lifeline(),
            check=False,
        )
    if done.returncode or not (out / f"{name}.tar.gz").exists():
        raise TrainingFailed(f"Training failed; Rasa's reasons are in {log}.")


def _archives(folder: Path) -> list[Path]:
    """Our models, the newest first."""
    return sorted(folder.glob("helpline-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)


def _forget_old(newest: Path) -> None:
    for path in _archives(newest.parent)[_KEPT:]:
        path.unlink(missing_ok=True)
        _note(path).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one training run at a time; the lock goes with its process."""
    with (folder / ".training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
