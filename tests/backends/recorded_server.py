"""A real HTTP server that plays recorded replies: one folder per case, named by its status.

A case holds `body` and `head.json`: `status`, `headers`, and where the case is about that

- `pause`: seconds before the reply; `drop`: the connection is closed instead of a reply
- `drip`: seconds between the bytes of the body; `cut`: only so many bytes of it; `repeat`: so often
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "recorded"


@dataclass(frozen=True)
class Seen:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    port: int  # the client's, so the connection


class RecordedServer:
    """Answers with the cases it is given, in order; the last one is repeated."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self.open_requests = 0
        self._cases: list[str] = ["404_order_not_found"]
        self._lock = threading.Lock()
        self.release = threading.Event()  # ends every pause
        self.url = ""

    def play(self, *cases: str) -> None:
        """Answer the next requests with these."""
        with self._lock:
            self._cases = list(cases)

    def seen(self, request: Seen) -> str:
        with self._lock:
            self.requests.append(request)
            self.open_requests += 1
            return self._cases.pop(0) if len(self._cases) > 1 else self._cases[0]

    def answered(self) -> None:
        with self._lock:
            self.open_requests -= 1

    def wait_until(self, condition: Any, *, seconds: float = 5) -> None:
        """Wait for a condition of this server, with a deadline."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come true in time"
            time.sleep(0.005)


@contextmanager
def serving() -> Iterator[RecordedServer]:
    """A server on a free port."""
    recorded = RecordedServer()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            headers = {name.lower(): value for name, value in self.headers.items()}
            case = recorded.seen(Seen(self.command, self.path, headers, body, self.client_address[1]))
            try:
                self._play(CASES / case)
            except OSError:
                self.close_connection = True  # the client went away
            finally:
                recorded.answered()

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815  the names http.server looks for

        def _play(self, folder: Path) -> None:
            head = json.loads((folder / "head.json").read_text("utf-8"))
            if "pause" in head:
                recorded.release.wait(head["pause"])
            if head.get("drop"):
                self.close_connection = True
                return
            body = (folder / "body").read_bytes() * head.get("repeat", 1)
            self.send_response(head["status"])
            for name, value in head["headers"].items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if "drip" in head:
                self._drip(body, head["drip"])
            else:
                self.wfile.write(body[: head.get("cut", len(body))])
            self.close_connection = "cut" in head

        def _drip(self, body: bytes, seconds: float) -> None:
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                if recorded.release.wait(seconds):
                    return

        def log_message(self, *_: Any) -> None:
            """Nothing: pytest shows what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    recorded.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield recorded
    finally:
        recorded.release.set()
        server.shutdown()
        server.server_close()
