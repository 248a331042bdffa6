"""Nothing a stranger sends brings the channel down or through: a clear answer, and the same process goes on."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.webchat.chat import BASE, Chat, fresh_id, problem
from tests.webchat.conftest import Server

ID = "00000000-0000-4000-8000-000000000001"


def _message(**fields: object) -> bytes:
    return json.dumps({"id": ID, **fields}).encode()


NONSENSE: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 400, "not_json"),
    "no json": (b"{", 400, "not_json"),
    "list": (b"[]", 400, "not_json"),
    "string": (b'"hello"', 400, "not_json"),
    "null": (b"null", 400, "not_json"),
    "not a number": (b'{"id": NaN, "text": "x"}', 400, "not_json"),
    "latin-1": ('{"text": "é"}'.encode("latin-1"), 400, "not_json"),
    "utf-16": (_message(text="x").decode().encode("utf-16"), 400, "not_json"),
    "duplicate keys": (b'{"text": "a", "text": "b"}', 400, "not_json"),
    "deep": (b'{"text":' + b"[" * 1000 + b"]" * 1000 + b"}", 400, "not_json"),
    "deeper": (b'{"text":' + b"[" * 8000 + b"]" * 8000 + b"}", 400, "not_json"),
    "nothing": (b"{}", 400, "wrong_shape"),
    "no id": (b'{"text": "x"}', 400, "wrong_shape"),
    "no text": (_message(), 400, "wrong_shape"),
    "text and button": (_message(text="x", button="y"), 400, "wrong_shape"),
    "metadata": (_message(text="x", metadata={"user_id": "c_1"}), 400, "wrong_shape"),
    "sender": (_message(text="x", sender="default"), 400, "wrong_shape"),
    "number": (_message(text=123), 400, "wrong_shape"),
    "boolean": (_message(text=True), 400, "wrong_shape"),
    "null text": (_message(text=None), 400, "wrong_shape"),
    "object": (_message(text={"$gt": ""}), 400, "wrong_shape"),
    "id number": (b'{"id": 1, "text": "x"}', 400, "wrong_shape"),
    "id words": (b'{"id": "mine", "text": "x"}', 400, "wrong_shape"),
    "id with NUL": (b'{"id": "\\u0000", "text": "x"}', 400, "bad_characters"),
    "NUL": (_message(text="a\x00b"), 400, "bad_characters"),
    "lone surrogate": (_message(text="a\ud800b"), 400, "bad_characters"),
    "surrogate in a key": (_message(**{"\udc00": "x", "text": "y"}), 400, "wrong_shape"),
    "blank": (_message(text=" \n\t "), 400, "empty"),
    "invisible": (_message(text="\u200b\u200e\x07"), 400, "empty"),
    "button number": (_message(button=7), 400, "wrong_shape"),
    "button with spaces": (_message(button="a b"), 400, "wrong_shape"),
    "code words": (_message(code="abcdef"), 400, "wrong_shape"),
    "code short": (_message(code="12345"), 400, "wrong_shape"),
    "2,001 characters": (_message(text="x" * 2001), 413, "too_long"),
    "over 16 KiB": (_message(text="x" * 17_000), 413, "body_too_large"),
    "100 KB": (_message(text="x" * 100_000), 413, "body_too_large"),
    "3 MB": (_message(text="x" * 3_000_000), 413, "body_too_large"),
}


@pytest.mark.parametrize("name", NONSENSE)
async def test_nonsense_gets_a_clear_refusal(chat: Chat, server: Server, name: str) -> None:
    """Each case its status and code; afterwards the same process takes a message."""
    body, *expected = NONSENSE[name]
    assert problem(await chat.call("POST", "/messages", content=body)) == tuple(expected)
    assert (await chat.send("still there?")).json() == {"seq": 1}
    assert server.process.poll() is None


async def test_exactly_two_thousand_characters_are_taken(chat: Chat) -> None:
    """Also where each takes four bytes."""
    assert (await chat.send("🙂" * 2000)).status_code == 202


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/typing", {"on": 1}),
        ("/typing", {"on": "true"}),
        ("/typing", {}),
        ("/feedback", {"message_id": "1"}),
        ("/feedback", {"message_id": 1, "value": "up"}),
        ("/feedback", {"message_id": "1", "value": "sideways"}),
        ("/feedback", {"message_id": "1", "value": ["up"]}),
        ("/feedback", {"message_id": "٣", "value": "up"}),
        ("/feedback", {"message_id": "9" * 30, "value": "up"}),
        ("/rating", {"value": 0}),
        ("/rating", {"value": 6}),
        ("/rating", {"value": True}),
        ("/rating", {"value": 4.5}),
        ("/rating", {"value": 5, "comment": 7}),
        ("/conversations/current/identity", {}),
        ("/conversations/current/identity", {"assertion": {"alg": "none"}}),
    ],
)
async def test_other_calls_are_as_strict(chat: Chat, path: str, body: dict[str, object]) -> None:
    """Types are types: a boolean is no number, a number no string."""
    assert problem(await chat.call("POST", path, json=body)) == (400, "wrong_shape")


@pytest.mark.parametrize("position", ["-1", "abc", "1e3", "99999999999999999999", "9223372036854775808", "٣", "1;x"])
async def test_a_position_is_a_number_we_gave_out(chat: Chat, position: str) -> None:
    """In the address and in the header."""
    for path in ("/messages", "/events"):
        assert problem(await chat.call("GET", path, params={"after": position})) == (400, "bad_position")
    header = {"Last-Event-ID": position.encode()}
    assert problem(await chat.call("GET", "/events", headers=header)) == (400, "bad_position")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", (404, "no_such_path")),
        ("GET", "/version", (404, "no_such_path")),
        ("GET", "/status", (404, "no_such_path")),
        ("POST", "/webhooks/rest/webhook", (404, "no_such_path")),
        ("POST", "/model/parse", (404, "no_such_path")),
        ("GET", BASE + "/nothing", (404, "no_such_path")),
        ("GET", BASE + "/../../etc/passwd", (404, "no_such_path")),
        ("PUT", BASE + "/messages", (405, "wrong_method")),
    ],
)
async def test_no_other_door_is_open(
    http: httpx.AsyncClient, method: str, path: str, expected: tuple[int, str]
) -> None:
    """Rasa's own addresses are closed, its version included."""
    answer = await http.request(method, path)
    assert problem(answer) == expected
    assert "3.6" not in answer.text


async def test_errors_tell_nothing_of_the_inside(chat: Chat) -> None:
    """No class names, no statements, no text of the customer."""
    answer = await chat.call("POST", "/messages", json={"id": fresh_id(), "text": ["my own words"]})
    assert set(answer.json()) == {"type", "title", "status", "code", "detail", "field"}
    assert "my own words" not in answer.text
