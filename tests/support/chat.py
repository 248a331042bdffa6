"""A small web chat client over real HTTP: what a browser does, without the browser.

It sends a message again under the same id until it is acknowledged, and resumes the stream after the last event it
saw, so that a test can kill processes under it.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx

Event = dict[str, Any]
_ROOT = "/webhooks/webchat"
_PATIENCE = 40.0
_AGAIN_AFTER = 0.2


class Chat:
    """One customer in one conversation."""

    def __init__(self, assistant_url: str, *, assertion: str | None = None, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._client = httpx.Client(base_url=assistant_url + _ROOT, timeout=10, trust_env=False)
        begun = self._until_answered("POST", "/conversations", json={"assertion": assertion} if assertion else {})
        assert begun.status_code == 201, begun.text
        self.conversation_id: str = begun.json()["conversation_id"]
        self.level: str = begun.json()["level"]
        self.token: str = begun.json()["token"]
        self._client.headers["Authorization"] = f"Bearer {self.token}"
        self.last_sent = 0
        self._events: list[Event] = []
        self._changed = threading.Condition()
        self._ended = threading.Event()
        self._stream = threading.Thread(target=self._listen, daemon=True)
        self._stream.start()

    def __enter__(self) -> Chat:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening; the conversation stays."""
        self._ended.set()

    @property
    def events(self) -> list[Event]:
        """Everything streamed so far, in order; each event's kind is its key `event`."""
        with self._changed:
            return list(self._events)

    @property
    def messages(self) -> list[Event]:
        return [event for event in self.events if event["event"] == "message"]

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request as it is, whatever the answer."""
        return self._client.request(method, path, **options)

    def send(self, body: dict[str, Any]) -> int:
        """Send a message until it is acknowledged; returns its number."""
        answer = self._until_answered("POST", "/messages", json={"id": str(uuid.uuid4()), **body})
        assert answer.status_code == 202, f"{answer.status_code} {answer.text}"
        self.last_sent = int(answer.json()["seq"])
        return self.last_sent

    def say(self, text: str) -> int:
        """Send a text."""
        return self.send({"text": text})

    def press(self, title: str) -> int:
        """Press the newest button of that title."""
        return self.send({"button": self.button(title)})

    def code(self, digits: str) -> int:
        """Send a one-time code."""
        return self.send({"code": digits})

    def button(self, title: str) -> str:
        """The token of the newest button of that title."""
        for message in reversed(self.messages):
            for button in message.get("buttons", []):
                if button["title"].lower() == title.lower():
                    return str(button["token"])
        raise AssertionError(f"no button {title!r} in {self.transcript()}")

    def expect(self, *responses: str, after: int | None = None) -> Event:
        """Wait for an answer to the last message sent, of one of those responses (a final `*` stands for any end)."""
        start = self.last_sent if after is None else after

        def fits(event: Event) -> bool:
            named = (event.get("meta") or {}).get("response") or ""
            return event["seq"] > start and any(_fits(named, pattern) for pattern in responses)

        return self.wait_for(fits, f"one of {responses} after {start}")

    def answer(self) -> list[Event]:
        """Wait for the assistant's messages to the last one sent; they come together, at the end of the turn."""
        start = self.last_sent
        self.wait_for(lambda event: event["seq"] > start and event["from"] != "customer", "an answer")
        items = self._page(start)["items"]
        return [item for item in items if item.get("from") not in (None, "customer")]

    def wait_for(self, fits: Callable[[Event], bool], what: str, *, seconds: float | None = None) -> Event:
        """Wait until a message was streamed that fits."""
        deadline = time.monotonic() + (self._patience if seconds is None else seconds)
        with self._changed:
            while True:
                for event in self._events:
                    if event["event"] == "message" and fits(event):
                        return event
                left = deadline - time.monotonic()
                assert left > 0, f"waited in vain for {what}:\n{self._transcript()}"
                self._changed.wait(left)

    def history(self) -> list[Event]:
        """All messages and events as the server stores them."""
        items: list[Event] = []
        while True:
            last = items[-1]["seq"] if items else 0
            page = self._page(last)
            items += page["items"]
            if not page["next"]:
                return items

    def _page(self, after: int) -> dict[str, Any]:
        page = self._until_answered("GET", f"/messages?after={after}&limit=100").json()
        return {**page, "items": [{"event": item["event"], **item["data"]} for item in page["items"]]}

    def transcript(self) -> str:
        """The conversation as text, for the message of a failed test."""
        with self._changed:
            return self._transcript()

    def _transcript(self) -> str:
        lines = []
        for event in self._events:
            if event["event"] == "message":
                named = (event.get("meta") or {}).get("response") or ""
                titles = [button["title"] for button in event.get("buttons", [])]
                lines.append(f"  {event['seq']:>3} {event['from']}: {event['text']} {titles or ''} [{named}]")
        return "\n".join(lines)

    def _until_answered(self, method: str, path: str, **options: Any) -> httpx.Response:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                answer = self._client.request(method, path, **options)
                if answer.status_code < 500:
                    return answer
                why = f"{answer.status_code} {answer.text[:200]}"
            except httpx.TransportError as exc:
                why = repr(exc)
            assert time.monotonic() < deadline, f"{method} {path}: {why}"
            time.sleep(_AGAIN_AFTER)

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                headers = {"Last-Event-ID": str(self._last_seen())}
                with self._client.stream(
                    "GET", "/events", headers=headers, timeout=httpx.Timeout(10, read=40)
                ) as answer:
                    for event in _parse(answer.iter_lines()):
                        self._keep(event)
                        if self._ended.is_set():
                            return
            except httpx.TransportError:
                pass
            self._ended.wait(_AGAIN_AFTER)

    def _last_seen(self) -> int:
        return max((event.get("seq") or 0 for event in self.events), default=0)

    def _keep(self, event: Event) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()


def _fits(named: str, pattern: str) -> bool:
    return named.startswith(pattern[:-1]) if pattern.endswith("*") else named == pattern


def _parse(lines: Iterator[str]) -> Iterator[Event]:
    kind, data = "message", ""
    for line in lines:
        if line.startswith("event:"):
            kind = line[6:].strip()
        elif line.startswith("data:"):
            data += line[5:].strip()
        elif not line and data:
            yield {"event": kind, **json.loads(data)}
            kind, data = "message", ""
