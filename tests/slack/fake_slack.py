"""A Slack of our own: the documented methods, limits and error bodies of its Web API, over real HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BOT_TOKEN = "xoxb-of-the-tests"
TEAM, BOT_USER = "T0001", "UBOT"
JSON_FIELDS = ("blocks", "metadata", "view")


class FakeSlack:
    """Records every call; `answers` puts a status, headers and body in the place of the next ones of a method."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, list[tuple[int, dict[str, str], dict[str, Any]]]] = {}
        self.posts: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _requests_of(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    @property
    def response_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/actions/T0001/1/x"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def called(self, method: str) -> list[dict[str, Any]]:
        with self._changed:
            return [arguments for name, arguments in self.calls if name == method]

    def wait_for(self, fits: Callable[[FakeSlack], bool], *, seconds: float = 15.0) -> None:
        """Wait until the calls so far fit; each call is looked at as it comes."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not fits(self):
                left = deadline - time.monotonic()
                assert left > 0, f"waited in vain; calls so far: {json.dumps(self.calls, indent=1)}"
                self._changed.wait(min(left, 0.2))

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], dict[str, Any]]:
        method = path.removeprefix("/api/").strip("/")
        arguments = _arguments(headers, body)
        with self._changed:
            self.calls.append((method, arguments))
            planned = self.answers.get(method)
            answer = planned.pop(0) if planned else (200, {}, self._answer(method, headers, arguments))
            self._changed.notify_all()
        return answer

    def _answer(self, method: str, headers: dict[str, str], arguments: dict[str, Any]) -> dict[str, Any]:
        if method.startswith("actions/"):
            return {"ok": True}
        if headers.get("authorization") != f"Bearer {BOT_TOKEN}":
            return {"ok": False, "error": "invalid_auth"}
        if method in ("chat.postMessage", "chat.postEphemeral"):
            return self._post(method, arguments)
        if method in ("conversations.history", "conversations.replies"):
            return {"ok": True, "messages": [post for post in self.posts if post["channel"] == arguments["channel"]]}
        if method == "auth.test":
            return {"ok": True, "team_id": TEAM, "user_id": BOT_USER, "team": "Tests", "user": "helpline"}
        return {"ok": True}

    def _post(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        fault = _fault(arguments)
        if fault:
            return {"ok": False, "error": fault}
        stamp = f"{time.time():.6f}"
        if method == "chat.postMessage":
            self.posts.append({**arguments, "ts": stamp})
        return {"ok": True, "channel": arguments["channel"], "ts": stamp}


def _fault(arguments: dict[str, Any]) -> str | None:
    """Slack's limits."""
    blocks = arguments.get("blocks") or []
    if not arguments.get("text") and not blocks:
        return "no_text"
    if len(blocks) > 50:
        return "invalid_blocks"
    for block in blocks:
        if block["type"] == "section" and not 0 < len(block["text"]["text"]) <= 3000:
            return "invalid_blocks"
        elements = block.get("elements", []) if block["type"] == "actions" else []
        if len(elements) > 25 or len(block.get("block_id", "")) > 255:
            return "invalid_blocks"
        names = [element["action_id"] for element in elements]
        if len(set(names)) < len(names):
            return "invalid_blocks"
        if any(len(each["text"]["text"]) > 75 or len(each.get("value", "")) > 2000 for each in elements):
            return "invalid_blocks"
    return None


def _arguments(headers: dict[str, str], body: bytes) -> dict[str, Any]:
    if "json" in headers.get("content-type", ""):
        found: dict[str, Any] = json.loads(body or b"{}")
        return found
    fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return {name: json.loads(value) if name in JSON_FIELDS else value for name, value in fields.items()}


def _requests_of(slack: FakeSlack) -> type[BaseHTTPRequestHandler]:
    class Requests(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, answer = slack.answer(self.path, headers, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST  # noqa: N815  the name http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Requests


def signed(body: bytes, *, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    """The headers Slack sends with a body."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def send_raw(http: httpx.Client, body: bytes, headers: dict[str, str]) -> httpx.Response:
    """A body as it is."""
    return http.post("/webhooks/slack/events", content=body, headers=headers)


def send_event(http: httpx.Client, event: dict[str, Any], *, event_id: str = "Ev1", **headers: str) -> httpx.Response:
    """What Slack's Events API sends."""
    envelope = {
        "type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": event_id, "event": event,
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
    }  # fmt: skip
    body = json.dumps(envelope).encode()
    json_with_charset = {"Content-Type": "application/json; charset=utf-8"}
    return http.post("/webhooks/slack/events", content=body, headers={**json_with_charset, **signed(body), **headers})


def send_interaction(http: httpx.Client, payload: dict[str, Any]) -> httpx.Response:
    """What a button or a modal sends."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return http.post("/webhooks/slack/interactions", content=body, headers={**form, **signed(body)})
