"""Find a Chromium, or install one; without any the run fails and says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # a container's /dev/shm is too small for two pages
)
_INSTALL_SECONDS = 600


class NoChromium(RuntimeError):
    """There is no browser, and none could be had."""


def chromium() -> Path:
    """The browser's executable: the system's, else Debian's package (as root), else Playwright's own download.

    Raises:
        NoChromium: with what was tried and what to do.
    """
    found = _on_path() or _playwrights()
    tried = [] if found else [_debian(), _download()]
    found = found or _on_path() or _playwrights()
    if not found:
        raise NoChromium(
            "The browser tests need Chromium and found none. Tried: " + "; ".join(tried) + "."
            " Install the package `chromium`, or run `playwright install chromium`, and start again."
        )
    return found


def _on_path() -> Path | None:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def _playwrights() -> Path | None:
    """Where Playwright keeps its own download, if there is one that matches its version."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _debian() -> str:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return "apt-get (not root, or not Debian)"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        problem = _run(command, quiet)
        if problem:
            return problem
    return "apt-get install chromium"


def _download() -> str:
    if _on_path():
        return "no download, the package is there"
    return _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ)) or "playwright install"


def _run(command: list[str], environment: dict[str, str]) -> str | None:
    """What went wrong, in one line; None when it worked."""
    name = " ".join(command[-3:])
    try:
        done = subprocess.run(
            command, check=False, env=environment, capture_output=True, text=True, timeout=_INSTALL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        return f"{name} ({type(exc).__name__})"
    lines = (done.stderr or done.stdout).strip().splitlines()
    return f"{name} ({lines[-1][:200] if lines else 'failed'})" if done.returncode else None


if __name__ == "__main__":
    try:
        sys.stdout.write(f"Browser: {chromium()}\n")
    except NoChromium as exc:
        sys.exit(str(exc))
