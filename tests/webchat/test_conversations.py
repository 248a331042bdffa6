"""Beginning, renewing, proving and ending a conversation."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import httpx
import jwt
import pytest

from helpline.identity import chat_tokens
from helpline.settings import settings
from tests.webchat.chat import BASE, Chat, begin, problem, take


async def test_a_guest_gets_an_id_a_token_and_a_level(http: httpx.AsyncClient) -> None:
    """The server chooses the id, and the token names it for a day."""
    answer = await http.post(f"{BASE}/conversations")
    given = answer.json()
    assert answer.status_code == 201
    assert set(given) == {"conversation_id", "token", "expires_at", "level"}
    assert given["level"] == "guest"
    left = datetime.fromisoformat(given["expires_at"].replace("Z", "+00:00")) - datetime.now(timezone.utc)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)


async def test_the_client_cannot_choose_the_id(http: httpx.AsyncClient) -> None:
    """An id in the body is an unknown field."""
    answer = await http.post(f"{BASE}/conversations", json={"conversation_id": "webchat-mine"})
    assert problem(answer) == (400, "wrong_shape")


async def test_an_assertion_makes_it_verified(http: httpx.AsyncClient) -> None:
    """With the site's assertion the conversation begins verified."""
    assert (await begin(http, assertion="customer.c_100")).level == "verified"


@pytest.mark.parametrize(
    ("assertion", "refusal"),
    [
        ("forged.c_100", (403, "assertion_refused")),
        ("shop.down", (503, "shop_unavailable")),
        ("shop.busy", (429, "too_many")),
        ("a b", (400, "wrong_shape")),
        ("", (400, "wrong_shape")),
    ],
)
async def test_an_assertion_that_cannot_be_used_begins_nothing(
    http: httpx.AsyncClient, assertion: str, refusal: tuple[int, str]
) -> None:
    """Each failure has its own answer, and those that pass say when to come back."""
    answer = await http.post(f"{BASE}/conversations", json={"assertion": assertion})
    assert problem(answer) == refusal
    assert ("retry-after" in answer.headers) == (refusal[0] in (429, 503))


async def test_the_level_is_raised_later_and_dropped_at_the_logout(chat: Chat) -> None:
    """A second proof of the same customer is fine, another customer's is not, not even after the logout."""
    raised = await chat.call("POST", "/conversations/current/identity", json={"assertion": "customer.c_100"})
    assert (raised.status_code, raised.json()) == (200, {"level": "verified"})
    assert (await chat.call("DELETE", "/conversations/current/identity")).status_code == 204
    other = await chat.call("POST", "/conversations/current/identity", json={"assertion": "customer.c_200"})
    assert problem(other) == (409, "other_customer")
    again = await chat.call("POST", "/conversations/current/identity", json={"assertion": "customer.c_100"})
    assert again.status_code == 200


async def test_a_renewed_token_is_the_same_conversation(chat: Chat) -> None:
    """The new token opens what the old one opened."""
    answer = await chat.call("POST", "/conversations/current/token")
    assert answer.status_code == 200
    await chat.send("hello")
    renewed = Chat(chat.http, answer.json()["token"], chat.conversation_id, "guest")
    assert [item["data"]["text"] for item in await renewed.history()] == ["hello"]


async def test_renewals_end_after_seven_days_in_all(chat: Chat) -> None:
    """The last token lives until the seventh day ends, and is not renewed beyond it."""
    begun = datetime.now(timezone.utc) - timedelta(days=6, hours=20)
    with patch.object(chat_tokens, "_now", lambda: begun):
        first = chat_tokens.read(_unexpired(chat.conversation_id, first=begun))
    last = chat_tokens.renew(first)
    assert last.expires_at - first.first_issued_at == timedelta(days=7)
    old = chat_tokens.ChatToken(chat.conversation_id, last.expires_at, begun - timedelta(days=1))
    with pytest.raises(chat_tokens.ChatTokenRefused):
        chat_tokens.renew(old)


def _unexpired(conversation_id: str, *, first: datetime) -> str:
    return _signed(sub=conversation_id, first=int(first.timestamp()))


def _signed(*, key: str | None = None, algorithm: str = "HS256", **claims: object) -> str:
    now = int(datetime.now(timezone.utc).timestamp())
    whole = {"aud": "helpline-webchat", "sub": "webchat-x", "iat": now, "exp": now + 60, "first": now, **claims}
    secret = settings().chat_token_key.get_secret_value() if key is None else key
    return jwt.encode({name: value for name, value in whole.items() if value is not None}, secret, algorithm=algorithm)


@pytest.mark.parametrize(
    "claims",
    [
        {"key": "another key of sufficient length, 32 bytes"},
        {"key": "", "algorithm": "none"},
        {"algorithm": "HS512"},
        {"aud": "somebody-else"},
        {"aud": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"first": None},
        {"first": "yesterday"},
        {"first": 10**30},
        {"sub": None},
        {"sub": 7},
    ],
    ids=str,
)
@pytest.mark.filterwarnings("ignore:The HMAC key")  # the key is right for HS256; the forgery uses HS512
async def test_a_token_that_is_not_ours_opens_nothing(chat: Chat, claims: dict[str, str]) -> None:
    """Wrong key, algorithm, audience, time or shape: 401, and the header that says why."""
    forged = Chat(chat.http, _signed(**{"sub": chat.conversation_id, **claims}), chat.conversation_id, "guest")
    for method, path in (("POST", "/messages"), ("GET", "/messages"), ("GET", "/events")):
        answer = await forged.call(method, path)
        assert problem(answer) == (401, "token_refused")
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic abc", "Bearer ñ", "Bearer a.b.c"])
async def test_without_a_token_nothing_opens(http: httpx.AsyncClient, header: str | None) -> None:
    """No call but the first works without one."""
    headers = {} if header is None else {b"Authorization": header.encode()}
    for method, path in _CALLS:
        answer = await http.request(method, BASE + path, headers=headers)
        assert problem(answer)[0] == 401, path


_CALLS = [
    ("POST", "/conversations/current/token"),
    ("POST", "/conversations/current/identity"),
    ("DELETE", "/conversations/current/identity"),
    ("DELETE", "/conversations/current"),
    ("POST", "/messages"),
    ("GET", "/messages"),
    ("GET", "/events"),
    ("POST", "/typing"),
    ("POST", "/feedback"),
    ("POST", "/rating"),
]


async def test_a_token_in_the_address_is_not_looked_at(chat: Chat) -> None:
    """Addresses end up in logs and histories."""
    answer = await chat.http.get(f"{BASE}/messages", params={"token": chat.token, "access_token": chat.token})
    assert problem(answer) == (401, "no_token")


async def test_a_token_of_a_conversation_that_was_never_made_opens_nothing(http: httpx.AsyncClient) -> None:
    """Well signed, but there is no such conversation: it was erased."""
    ghost = Chat(http, _signed(sub="webchat-gone"), "webchat-gone", "guest")
    for method, path in _CALLS:
        if path in ("/typing", "/rating", "/feedback") or path.endswith("identity"):
            continue
        body = {"json": {"id": "00000000-0000-4000-8000-000000000000", "text": "hi"}} if method == "POST" else {}
        assert problem(await ghost.call(method, path, **body)) == (401, "token_refused"), path


async def test_one_client_never_sees_another_ones_conversation(http: httpx.AsyncClient) -> None:
    """The token alone decides; nothing in address or body can name another conversation."""
    mine, other = await begin(http), await begin(http)
    await mine.send("my secret gift")
    assert await other.history() == []
    assert await other.history(conversation_id=mine.conversation_id) == []
    answer = await other.call(
        "POST",
        "/messages",
        json={"id": "00000000-0000-4000-8000-000000000000", "text": "x", "conversation_id": mine.conversation_id},
    )
    assert problem(answer) == (400, "wrong_shape")


async def test_an_ended_conversation_takes_nothing_and_keeps_what_was_said(chat: Chat) -> None:
    """The end is announced once, history stays, and a new message is refused."""
    sent = "5b1f2c1e-0000-4000-8000-000000000001"
    first = await chat.send("hello", message_id=sent)
    assert (await chat.call("DELETE", "/conversations/current")).status_code == 204
    assert (await chat.call("DELETE", "/conversations/current")).status_code == 204
    assert [item["event"] for item in await chat.history()] == ["message", "ended"]
    assert problem(await chat.send("anyone?")) == (409, "conversation_ended")
    assert (await chat.send("hello", message_id=sent)).json() == first.json()
    raised = await chat.call("POST", "/conversations/current/identity", json={"assertion": "customer.c_100"})
    assert problem(raised) == (409, "conversation_ended")


async def test_the_end_closes_the_stream_and_tells_clients_to_stay_away(chat: Chat) -> None:
    """A stream ends with `ended`; who comes back with its number gets 204."""
    await chat.call("DELETE", "/conversations/current")
    async with chat.events() as stream:
        assert [event.name for event in await take(stream, 5)] == ["ended"]
    again = await chat.call("GET", "/events", headers={"Last-Event-ID": "1"})
    assert again.status_code == 204
