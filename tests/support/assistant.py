"""Run real assistants on the tiny bot of `tests/fixtures/tiny`, one process each."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from helpline.settings import ROOT

_TINY = ROOT / "tests" / "fixtures" / "tiny"
_READY_SECONDS = 120.0


def free_port() -> int:
    """A TCP port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tiny_model(folder: Path) -> Path:
    """The tiny bot's model, trained once for its content."""
    digest = hashlib.sha256()
    for path in sorted(_TINY.rglob("*.yml")):
        digest.update(path.read_bytes())
    model = folder / f"tiny-{digest.hexdigest()[:12]}.tar.gz"
    if not model.exists():
        sources = ["--config", _TINY / "config.yml", "--domain", _TINY / "domain.yml", "--data", _TINY / "data"]
        command = [Path(sys.executable).with_name("rasa"), "train", *sources, "--out", folder]
        command += ["--fixed-model-name", model.name.removesuffix(".tar.gz")]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    return model


@dataclass
class Assistant:
    """One `python -m bot` process."""

    model: Path
    log: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process and wait until it is ready."""
        environment = {
            **os.environ,
            "HELPLINE_MODEL": str(self.model),
            "HELPLINE_ASSISTANT_PORT": str(self.port),
            "HELPLINE_SESSION_MINUTES": "60",
        }
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot"], cwd=ROOT, env=environment, stdout=stream, stderr=stream
            )
        self._wait_ready()

    def kill(self) -> None:
        """End the process the hard way, as a machine that loses power would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def stop(self) -> int:
        """Ask the process to end; returns its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=30)

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(f"The assistant ended: {self.log.read_text('utf-8', 'replace')[-3000:]}")
            if self._is_ready():
                return
            time.sleep(0.1)
        raise AssertionError(f"The assistant was not ready in time: {self.log.read_text('utf-8', 'replace')[-3000:]}")

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


@contextmanager
def running(model: Path, folder: Path) -> Iterator[Assistant]:
    """An assistant that is stopped at the end, however the test ended."""
    port = free_port()
    assistant = Assistant(model, folder / f"assistant-{port}.log", port)
    assistant.start()
    try:
        yield assistant
    finally:
        if assistant.process and assistant.process.poll() is None:
            assistant.kill()
