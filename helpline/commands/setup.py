"""Prepare an installation: its folders and its secrets."""

from __future__ import annotations


def setup() -> None:
    """Make the state folder and a file with fresh secrets only its owner can read; what is there stays."""
    from helpline.keys import write_secrets
    from helpline.settings import settings, state_dir

    folder = state_dir()
    path = write_secrets(folder)
    settings().logs_dir.mkdir(parents=True, exist_ok=True)
    settings().models_dir.mkdir(parents=True, exist_ok=True)
    print(f"State in {folder}, secrets in {path.name}.")
