"""Run the real Helpline for tests, as `make run` does: own state folder, own ports, own database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from helpline.postgres import socket_folder
from helpline.settings import ROOT
from tests.support.assistant import free_port
from tests.support.chat import Chat

_START_SECONDS = 900.0  # a fresh clone trains first
_READY_SECONDS = 120.0
_LOOK_EVERY = 0.1
RESET_SECONDS = 1  # of the breakers: a test that opened one need not wait long
_PORTS = ("assistant", "actions", "shop", "page")


class Stack:
    """One running installation."""

    def __init__(self, state_dir: Path, **settings: str) -> None:
        self.state_dir = state_dir
        self.ports = {name: free_port() for name in _PORTS}
        self.output = state_dir / "up.log"
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def assistant_url(self) -> str:
        return self._url("assistant")

    @property
    def page_url(self) -> str:
        return self._url("page")

    @property
    def shop_url(self) -> str:
        return self._url("shop")

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a command belongs to this installation."""
        ports = {f"HELPLINE_{name.upper()}_PORT": str(port) for name, port in self.ports.items()}
        roomy = {"HELPLINE_CHAT_CONVERSATIONS_PER_HOUR": "10000", "HELPLINE_CHAT_MESSAGES_PER_MINUTE": "1000"}
        return {
            **os.environ,
            **ports,
            **roomy,
            "HELPLINE_BREAKER_RESET_SECONDS": str(RESET_SECONDS),
            "HELPLINE_ERASE_AFTER_SECONDS": "5",
            "HELPLINE_STATE_DIR": str(self.state_dir),
            "DATABASE_URL": "",
            **self._settings,
        }

    def start(self) -> None:
        """Start everything and wait until it is ready."""
        with self.output.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "helpline", "up"], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        self._until(lambda: bool(self.run()["address"] and self._is_mine()), _START_SECONDS, "ready")

    def stop(self) -> int:
        """Stop everything as Ctrl-C does; returns the exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self._process.wait(90)

    def kill_supervisor(self) -> None:
        """End the supervisor the hard way."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def run(self) -> dict[str, Any]:
        """What `run.json` says; empty fields before it is there."""
        try:
            found: dict[str, Any] = json.loads((self.state_dir / "run.json").read_text("utf-8"))
        except FileNotFoundError:
            return {"address": "", "processes": {}}
        return found

    def pid(self, name: str) -> int:
        return int(self.run()["processes"][name]["pid"])

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal, kill -9 by default, to one process; returns its process id."""
        pid = self.pid(name)
        os.kill(pid, number)
        return pid

    def wait_restarted(self, name: str, old_pid: int) -> None:
        """Wait until the supervisor has replaced a process and everything is ready."""
        self._until(lambda: self.pid(name) != old_pid, _READY_SECONDS, f"{name} restarted")
        self.wait_ready()

    def wait_ready(self) -> None:
        """Wait until every process is ready."""
        self._until(self._all_ready, _READY_SECONDS, "all ready")

    def restart_postgres(self) -> None:
        """Stop Postgres in order, with every connection open, and wait until it is back."""
        self.wait_restarted("postgres", self.kill("postgres", signal.SIGINT))

    def suspend(self, name: str) -> None:
        """Let a process hang: it neither works nor dies until it is resumed."""
        self.kill(name, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self.kill(name, signal.SIGCONT)

    def command(self, *arguments: str) -> str:
        """Run `helpline <arguments>` in this installation; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "helpline", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"helpline {arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def shop_export(self) -> dict[str, Any]:
        """The shop's whole state, read from its database and not through any process under test."""
        exported: dict[str, Any] = json.loads(self.command("shop", "export", "-"))
        return exported

    def order(self, number: str) -> dict[str, Any]:
        """One order of the export."""
        found: dict[str, Any] = next(order for order in self.shop_export()["orders"] if order["number"] == number)
        return found

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read from the database behind everybody's back."""
        connection = psycopg2.connect(host=str(socket_folder(self.state_dir)), user="postgres", dbname="postgres")
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, values)
                found: list[tuple[Any, ...]] = cursor.fetchall()
                return found
        finally:
            connection.close()

    def mailbox(self, email: str) -> str:
        """The mails the shop sent to an address, as printed for a developer."""
        return self.command("shop", "mailbox", email)

    def assertion(self, customer_id: str) -> str:
        """What the shop's site would sign for a customer who is logged in there."""
        return self.command("shop", "assertion", customer_id).strip()

    def chat(self, customer_id: str | None = None) -> Chat:
        """A new conversation, of a guest or of a customer who is logged in on the site."""
        return Chat(self.assistant_url, assertion=self.assertion(customer_id) if customer_id else None)

    def leftovers(self) -> list[str]:
        """Processes that still belong to this installation."""
        found = []
        for process in psutil.process_iter(["pid", "cmdline", "status"]):
            try:
                mine = process.environ().get("HELPLINE_STATE_DIR") == str(self.state_dir)
            except psutil.Error:
                mine = str(self.state_dir) in " ".join(process.info["cmdline"] or [])
            if mine and process.pid != os.getpid() and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {' '.join(process.info['cmdline'] or [])}")
        return found

    def _url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def _is_mine(self) -> bool:
        return self._process is not None and self.run().get("pid") == self._process.pid

    def _all_ready(self) -> bool:
        return all(entry["state"] == "ready" for entry in self.run()["processes"].values())

    def until_gone(self) -> None:
        """Wait until no process of this installation is left."""
        deadline = time.monotonic() + 15
        while left := self.leftovers():
            assert time.monotonic() < deadline, f"left running: {left}"
            time.sleep(_LOOK_EVERY)

    def until(self, fits: Callable[[], bool], what: str, *, seconds: float = 20.0) -> None:
        """Wait until something is so."""
        self._until(fits, seconds, what)

    def _until(self, fits: Callable[[], bool], seconds: float, what: str) -> None:
        deadline = time.monotonic() + seconds
        while not fits():
            assert self._process is not None
            said = self.output.read_text("utf-8", "replace")[-3000:]
            assert self._process.poll() is None, f"helpline up ended: {said}"
            assert time.monotonic() < deadline, f"not {what} in {seconds} s: {said}"
            time.sleep(_LOOK_EVERY)


@contextmanager
def running_stack(**settings: str) -> Iterator[Stack]:
    """A running installation, stopped and removed at the end; its logs are kept where a test failed to stop it."""
    with tempfile.TemporaryDirectory(prefix="hls-", dir="/tmp") as folder:
        stack = Stack(Path(folder), **settings)
        try:
            stack.start()
            yield stack
        finally:
            stack.stop()
