"""Fill the shop, look into it, sign customers in and open their mails: one process beside the running installation.

Commands would do the same, at the price of starting Python four times for each conversation.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from types import TracebackType
from typing import Any

import httpx

from helpline.settings import ROOT, settings
from tests.support.stack import RESET_SECONDS, Stack


class Shopkeeper:
    """Asks the process, one line of JSON for one line of JSON."""

    def __init__(self, stack: Stack) -> None:
        self._shop_url = stack.shop_url
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.dialogues.shopkeeper"],
            cwd=ROOT,
            env=stack.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Shopkeeper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(20)

    def seed(self, content: dict[str, Any]) -> None:
        """Replace everything in the shop."""
        self._ask("seed", content)

    def export(self) -> dict[str, Any]:
        """The shop's whole state."""
        state: dict[str, Any] = self._ask("export", None)
        return state

    def assertion(self, customer_id: str) -> str:
        """What the shop's site signs for a customer who is logged in."""
        return str(self._ask("assertion", customer_id))

    def mails(self, email: str) -> list[str]:
        """The bodies of the mails to an address, the oldest first."""
        bodies: list[str] = self._ask("mails", email)
        return bodies

    def fail(self, fault: dict[str, Any]) -> None:
        """Let the running shop do one thing wrong from now on; nothing any more with an empty one."""
        answer = httpx.put(
            f"{self._shop_url}/v1/faults",
            json={"faults": [fault] if fault else []},
            headers={"Authorization": f"Bearer {self._ask('service token', None)}"},
        )
        assert answer.status_code == 200, answer.text

    def recover(self) -> None:
        """Let everything go well again, and wait until the breakers would try it."""
        self.fail({})
        time.sleep(RESET_SECONDS + 0.2)

    def _ask(self, what: str, about: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([what, about]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the shopkeeper ended over {what}"
        return json.loads(answer)


def serve() -> None:
    """Answer until the input ends."""
    from shop import assertions, mailbox
    from shop.database import transaction
    from shop.export import export
    from shop.seed import replace_all
    from shop.seed_file import parse_seed

    for line in sys.stdin:
        what, about = json.loads(line)
        answer: Any = None
        if what == "seed":
            with transaction() as connection:
                replace_all(connection, parse_seed(about))
        elif what == "export":
            answer = json.loads(json.dumps(export(), default=str))
        elif what == "assertion":
            answer = assertions.mint(about)
        elif what == "service token":
            answer = settings().shop_service_token.get_secret_value()
        elif what == "mails":
            with transaction() as connection:
                answer = [mail.body for mail in mailbox.read(connection, about)]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
