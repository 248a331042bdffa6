"""Keep one log file a process, and none that grows for ever."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

_LARGEST = 50 * 1024 * 1024
_LOOK_EVERY = 30.0


class LogFiles:
    """The log files of one installation, `<state_dir>/logs/<name>.log`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def last_words(self, name: str, *, lines: int = 1) -> str:
        """The last lines of a log, for a message about its process."""
        try:
            with self.path(name).open("rb") as stream:
                stream.seek(max(0, self.path(name).stat().st_size - 4096))
                text = stream.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""
        return " ".join(line.strip() for line in text.strip().splitlines()[-lines:])

    def rotate(self) -> None:
        """Copy each large log to `<name>.log.1` and empty it: its process writes on at the end, whatever that is."""
        for path in self.folder.glob("*.log"):
            if path.stat().st_size > _LARGEST:
                shutil.copyfile(path, path.with_suffix(".log.1"))
                with path.open("r+b") as stream:
                    stream.truncate()

    async def rotate_for_ever(self) -> None:
        """Look at the sizes every half minute."""
        while True:
            self.rotate()
            await asyncio.sleep(_LOOK_EVERY)
