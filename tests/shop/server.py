"""Run `python -m shop` for tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from helpline.settings import ROOT
from tests.support.assistant import free_port

_READY_SECONDS = 60.0


@dataclass
class Server:
    """One shop process."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_until(self, *, ready: bool) -> None:
        """Wait for readiness, or for its loss."""
        deadline = time.monotonic() + _READY_SECONDS
        while self.is_ready() is not ready:
            assert self.process.poll() is None, self.log.read_text("utf-8", "replace")[-3000:]
            assert time.monotonic() < deadline, self.log.read_text("utf-8", "replace")[-3000:]
            time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def running_shop(folder: Path, **environment: str) -> Iterator[Server]:
    """A ready shop, stopped at the end however the test ended."""
    port = free_port()
    log = folder / f"shop-{port}.log"
    known = {**os.environ, "HELPLINE_SHOP_PORT": str(port), **environment}
    with log.open("wb") as stream:
        process = subprocess.Popen([sys.executable, "-m", "shop"], cwd=ROOT, env=known, stdout=stream, stderr=stream)
    server = Server(port, log, process)
    try:
        server.wait_until(ready=True)
        yield server
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)
