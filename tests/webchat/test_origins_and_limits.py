"""Who may call from a browser, how often, and what a client is told when not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from helpline.postgres import EmbeddedPostgres
from tests.webchat.assistant import announce, say
from tests.webchat.chat import BASE, Chat, begin, fresh_id, problem
from tests.webchat.conftest import Server, serving

PAGE = "http://127.0.0.1:8080"


@pytest.fixture(scope="module")
def strict(postgres: EmbeddedPostgres | None, state_dir: Path) -> Iterator[Server]:
    """A server with narrow limits, an origin list of its own, and a proxy in front of it."""
    settings = {
        "chat_messages_per_minute": "3",
        "chat_conversations_per_hour": "2",
        "chat_origins": "https://shop.example, https://www.shop.example/",
        "trusted_proxies": "127.0.0.1, 10.0.0.0/8",
    }
    with serving(state_dir, **settings) as running:
        yield running


@pytest.mark.parametrize("origin", [PAGE, "http://localhost:8080"])
async def test_the_demo_page_may_call(http: httpx.AsyncClient, origin: str) -> None:
    """Its browser is told so, on answers and refusals alike."""
    for method, path in (("POST", "/conversations"), ("GET", "/messages")):
        answer = await http.request(method, BASE + path, headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == origin
        assert "Origin" in answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://127.0.0.1:8080.evil.example",
        "http://127.0.0.1:80800",
        "https://127.0.0.1:8080",
    ],
)
async def test_other_pages_may_not(chat: Chat, origin: str) -> None:
    """Refused before anything else is looked at, and no browser is told otherwise."""
    for method, path in (
        ("POST", "/conversations"),
        ("POST", "/messages"),
        ("GET", "/events"),
        ("OPTIONS", "/messages"),
    ):
        answer = await chat.call(method, path, headers={"Origin": origin})
        assert problem(answer) == (403, "origin_refused")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/conversations", "/messages", "/events", "/conversations/current"])
async def test_a_preflight_is_answered(http: httpx.AsyncClient, path: str) -> None:
    """With the methods and headers a client of the chat needs."""
    headers = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,last-event-id",
    }
    answer = await http.options(BASE + path, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == PAGE
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "last-event-id"))
    assert {"GET", "POST", "DELETE"} <= set(answer.headers["access-control-allow-methods"].split(", "))


async def test_the_stream_names_the_origin_too(chat: Chat) -> None:
    """A page reads it with fetch, so the browser asks."""
    headers = {"Origin": PAGE, "Authorization": f"Bearer {chat.token}"}
    async with chat.http.stream("GET", f"{BASE}/events", headers=headers) as response:
        assert response.headers["access-control-allow-origin"] == PAGE


async def test_a_list_of_origins_replaces_the_demo_page(strict: Server, database: None) -> None:
    """What is listed may call, the demo page not any more."""
    async with httpx.AsyncClient(base_url=strict.url) as client:
        for origin, status in (("https://www.shop.example", 401), (PAGE, 403)):
            assert (await client.get(f"{BASE}/messages", headers={"Origin": origin})).status_code == status


async def test_conversations_per_address_are_limited(strict: Server, database: None) -> None:
    """By the address our own proxy names; what the client claims itself does not count."""
    async with httpx.AsyncClient(base_url=strict.url) as client:

        async def start(forwarded: str) -> httpx.Response:
            return await client.post(f"{BASE}/conversations", headers={"X-Forwarded-For": forwarded})

        statuses = [(await start("203.0.113.7")).status_code for _ in range(2)]
        limited = await start("198.51.100.1, 203.0.113.7, 10.1.2.3")
        other = await start("203.0.113.8")
    assert statuses == [201, 201] and other.status_code == 201
    assert problem(limited) == (429, "too_many")
    assert 0 < int(limited.headers["retry-after"]) <= 3600


async def test_without_a_trusted_proxy_the_header_is_nobodys_word(http: httpx.AsyncClient) -> None:
    """The server with wide limits trusts none: all these count for one address, and none is refused."""
    for number in range(5):
        answer = await http.post(f"{BASE}/conversations", headers={"X-Forwarded-For": f"203.0.113.{number}"})
        assert answer.status_code == 201


async def test_messages_per_minute_are_limited_but_never_a_message_already_taken(
    strict: Server, database: None
) -> None:
    """Over the limit a client hears when to come back; the same message again gets its old answer."""
    async with httpx.AsyncClient(base_url=strict.url) as client:
        chat = await begin(client)
        message_id = fresh_id()
        first = await chat.send("one", message_id=message_id)
        statuses = [(await chat.send("more")).status_code for _ in range(2)]
        limited = await chat.send("too much")
        again = await chat.send("one", message_id=message_id)
    assert statuses == [202, 202]
    assert problem(limited) == (429, "too_many") and 0 < int(limited.headers["retry-after"]) <= 60
    assert (again.status_code, again.json()) == (202, first.json())


async def test_thumbs_are_for_our_messages_and_can_change(chat: Chat) -> None:
    """Not for the customer's own, not for another conversation's."""
    await chat.send("hello")
    await say(chat.conversation_id, "Hi!")
    for value in ("up", "down"):
        body = {"message_id": "2", "value": value, "comment": "call me: 4111 1111 1111 1111"}
        assert (await chat.call("POST", "/feedback", json=body)).status_code == 204
    for message_id in ("1", "3"):
        answer = await chat.call("POST", "/feedback", json={"message_id": message_id, "value": "up"})
        assert problem(answer) == (404, "no_such_message")
    other = await begin(chat.http)
    answer = await other.call("POST", "/feedback", json={"message_id": "2", "value": "up"})
    assert problem(answer) == (404, "no_such_message")


async def test_a_rating_needs_a_talk_with_a_person(chat: Chat) -> None:
    """Asked for it counts, before it does not."""
    answer = await chat.call("POST", "/rating", json={"value": 5})
    assert problem(answer) == (409, "nothing_to_rate")
    await announce(chat.conversation_id, "rating_asked")
    for value in (2, 5):
        assert (await chat.call("POST", "/rating", json={"value": value})).status_code == 204


async def test_health_tells_life_and_readiness(http: httpx.AsyncClient) -> None:
    """Alive is answering; ready is turns being worked and the database answering."""
    assert (await http.get("/health/live")).json() == {"status": "ok"}
    ready = await http.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "turns": True, "database": True})
