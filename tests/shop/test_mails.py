"""With an SMTP server set, mails go there; the mailbox does not keep what they said."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shop import mailbox
from shop.database import transaction
from tests.shop.api import Api
from tests.shop.server import running_shop


class _Inbox(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP to be given mails."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[str] = []
        self.arrived = threading.Event()


class _Session(socketserver.StreamRequestHandler):
    server: _Inbox

    def handle(self) -> None:
        self._say("220 here")
        for line in iter(self.rfile.readline, b""):
            command = line.split()[0].upper()
            if command == b"DATA":
                self._say("354 go on")
                self.server.mails.append(self._text())
                self.server.arrived.set()
            self._say("221 bye" if command == b"QUIT" else "250 ok")

    def _text(self) -> str:
        return b"".join(iter(self.rfile.readline, b".\r\n")).decode()

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def _inbox() -> Iterator[_Inbox]:
    with _Inbox() as inbox:
        threading.Thread(target=inbox.serve_forever, daemon=True).start()
        yield inbox
        inbox.shutdown()


def test_a_code_is_mailed(api: Api, state_dir: Path) -> None:
    """To the address on file and to no other; afterwards the code is nowhere in the shop."""
    with _inbox() as inbox:
        address = f"smtp://127.0.0.1:{inbox.server_address[1]}"
        with running_shop(state_dir, HELPLINE_SHOP_SMTP_URL=address) as server:
            for email in ("nobody@example.com", "ann@example.com"):
                Api(server.url).as_service().post("/verification-codes", json={"email": email})
            assert inbox.arrived.wait(20)
            assert "To: ann@example.com" in inbox.mails[0]
            assert "Your code is " in inbox.mails[0]
            _wait_until_wiped()
    assert len(inbox.mails) == 1


def _wait_until_wiped() -> None:
    deadline = time.monotonic() + 10
    while _bodies() != [""]:
        assert time.monotonic() < deadline, _bodies()
        time.sleep(0.05)


def _bodies() -> list[str]:
    with transaction() as connection:
        return [mail.body for mail in mailbox.read(connection)]
