"""Talk to the web chat as a client does: over HTTP, with a token, and with a stream of events."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

BASE = "/webhooks/webchat"


@dataclass(frozen=True)
class Event:
    """One event of the stream."""

    name: str
    id: int | None
    data: dict[str, Any]


@dataclass
class Chat:
    """One conversation of one client."""

    http: httpx.AsyncClient
    token: str
    conversation_id: str
    level: str

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return await self.http.request(method, BASE + path, headers=headers, **options)

    async def send(self, text: str, *, message_id: str | None = None) -> httpx.Response:
        return await self.call("POST", "/messages", json={"id": message_id or fresh_id(), "text": text})

    async def press(self, token: str, *, message_id: str | None = None) -> httpx.Response:
        return await self.call("POST", "/messages", json={"id": message_id or fresh_id(), "button": token})

    async def history(self, **query: Any) -> list[dict[str, Any]]:
        answer = await self.call("GET", "/messages", params=query)
        answer.raise_for_status()
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    @asynccontextmanager
    async def events(self, *, after: int | None = None) -> AsyncIterator[AsyncIterator[Event | str]]:
        """The stream's events, and its comments as strings."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        async with self.http.stream("GET", f"{BASE}/events", headers=headers, timeout=30) as response:
            assert response.status_code == 200, await response.aread()
            assert response.headers["content-type"].startswith("text/event-stream")
            yield _read(response)


async def _read(response: httpx.Response) -> AsyncIterator[Event | str]:
    fields: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line.startswith(":"):
            yield line[1:].strip()
        elif line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            number = fields.get("id")
            yield Event(fields["event"], int(number) if number else None, json.loads(fields["data"]))
            fields = {}


async def take(stream: AsyncIterator[Event | str], count: int) -> list[Event]:
    """The next events, without comments and typing."""
    taken: list[Event] = []
    async for event in stream:
        if isinstance(event, Event) and event.id is not None:
            taken.append(event)
        if len(taken) == count:
            break
    return taken


async def begin(http: httpx.AsyncClient, **body: Any) -> Chat:
    """A new conversation."""
    answer = await http.post(f"{BASE}/conversations", json=body)
    assert answer.status_code == 201, answer.text
    given = answer.json()
    return Chat(http, given["token"], given["conversation_id"], given["level"])


def fresh_id() -> str:
    return str(uuid.uuid4())


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which has to be a complete problem+json."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code and body["detail"].endswith(".") and body["title"]
    return answer.status_code, body["code"]
