"""Write the secrets of one installation into a file only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

from helpline.settings import SECRET_NAMES


def write_secrets(state_dir: Path) -> Path:
    """Add every secret the file does not hold yet; what it holds stays as it is."""
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_dir / "secrets.env"
    present = path.read_text("utf-8") if path.exists() else ""
    known = {line.partition("=")[0].strip() for line in present.splitlines()}
    missing = [name for name in SECRET_NAMES if f"HELPLINE_{name.upper()}" not in known]
    if missing:
        text = present + "".join(f"HELPLINE_{name.upper()}={_fresh(name)}\n" for name in missing)
        _replace_private(path, text)
    path.chmod(0o600)
    return path


def _fresh(name: str) -> str:
    return Fernet.generate_key().decode() if name == "encryption_key" else secrets.token_urlsafe(32)


def _replace_private(path: Path, text: str) -> None:
    draft = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    draft.replace(path)
