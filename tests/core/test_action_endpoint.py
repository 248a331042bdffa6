"""A failed action call becomes an apology and a stop; it never passes for done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError

from bot.action_body import trim
from bot.action_endpoint import ActionEndpoint, close_sessions
from helpline.settings import settings

_CALL: dict[str, Any] = {
    "next_action": "validate_cancel_order_form",
    "tracker": {
        "sender_id": "webchat-1",
        "latest_message": {"text": "A-1001", "intent_ranking": [{"name": str(n)} for n in range(50)]},
        "events": [
            {"event": "slot", "name": "older", "value": "kept"},
            {"event": "user", "text": "A-1001", "timestamp": 1.0, "parse_data": {}},
            {"event": "slot", "name": "current_order", "value": "A-1001"},
            {"event": "slot", "name": "requested_slot", "value": "current_order"},
        ],
    },
}
_BROKEN = {
    "error": (500, b'{"error": "secret", "request_body": {}}'),
    "missing": (404, b'{"error": "no such action", "action_name": "x"}'),
    "page": (200, b"<html>proxy</html>"),
    "empty": (200, b""),
    "half": (200, b'{"events": ['),
    "list": (200, b"[]"),
    "shapeless": (200, b'{"responses": []}'),
    "proxy refusal": (400, b"<html>bad request</html>"),
}


class _Server(ThreadingHTTPServer):
    """An action server that answers every call the same way."""

    answer: tuple[int, bytes] = (200, b'{"events": [], "responses": []}')


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, _Server)
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, state_dir: object) -> Iterator[_Server]:
    """A local action server that misbehaves as told."""
    with _Server(("127.0.0.1", 0), _Answer) as server:
        monkeypatch.setattr(settings(), "actions_url", f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


async def _request() -> Any:
    try:
        return await ActionEndpoint().request(json=_CALL)
    finally:
        await close_sessions()


@pytest.mark.parametrize("case", _BROKEN)
async def test_a_broken_reply_is_an_apology(server: _Server, case: str) -> None:
    """Whatever the action server answers wrongly, unvalidated slots are taken back and the dialogue stops."""
    server.answer = _BROKEN[case]
    assert await _request() == {
        "events": [
            {"event": "slot", "name": "current_order", "value": None},
            {"event": "action_execution_rejected", "name": "cancel_order_form"},
            {"event": "followup", "name": "action_listen"},
        ],
        "responses": [{"response": "utter_action_failed"}],
    }


async def test_an_absent_server_is_an_apology(server: _Server) -> None:
    """A refused connection is told as a failure, too."""
    server.shutdown()
    server.server_close()
    reply = await _request()
    assert reply["responses"] == [{"response": "utter_action_failed"}]


async def test_a_rejection_is_passed_on(server: _Server) -> None:
    """An action that rejects its own execution is no failure: Rasa's policies decide."""
    server.answer = (400, b'{"error": "rejected", "action_name": "validate_cancel_order_form"}')
    with pytest.raises(ClientResponseError):
        await _request()


async def test_a_good_reply_is_passed_on(server: _Server) -> None:
    """Events and responses of an action arrive unchanged."""
    server.answer = (200, b'{"events": [], "responses": [{"response": "utter_help"}]}')
    assert await _request() == {"events": [], "responses": [{"response": "utter_help"}]}


def test_only_the_last_message_is_sent() -> None:
    """The action server gets the last message and what followed it, with few runners-up."""
    trimmed = trim(_CALL)["tracker"]
    assert [event["event"] for event in trimmed["events"]] == ["user", "slot", "slot"]
    assert len(trimmed["latest_message"]["intent_ranking"]) == 4
