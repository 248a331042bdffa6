"""Describe one request to a backend, and the patience to have with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long one attempt may take and when the breaker opens; all in seconds but `failures`."""

    connect: float
    read: float
    slow: float
    failures: int
    reset: float


@dataclass(frozen=True)
class EndClient:
    """Who really asks behind a call in our own name: hashes, so that the shop's limits count real people."""

    client: str
    conversation: str


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request.

    Args:
        parse: JSON of a 2xx reply to a value; raises Unfit.
        key: the idempotency key of a write.
        safe: changes nothing though it is a POST; only safe and keyed requests are ever repeated.
        client: who really asks, where the token is our own.
    """

    method: str
    path: str
    parse: Callable[[Any], T]
    token: str = field(repr=False)
    query: Mapping[str, str] | None = None
    body: Any = field(default=None, repr=False)
    key: str | None = None
    client: EndClient | None = None
    safe: bool = False

    @property
    def repeatable(self) -> bool:
        return self.safe or self.key is not None or self.method == "GET"

    def by(self, client: EndClient) -> Call[T]:
        """The same call in the name of that end client."""
        return replace(self, client=client)

    def headers(self, *, traceparent: str | None) -> dict[str, str]:
        """Everything the request says about itself."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/json, application/problem+json",
            "Accept-Encoding": "identity",  # so that the limit on a reply's size is a limit on memory
            "User-Agent": "helpline",
        }
        optional = {"Idempotency-Key": self.key, "traceparent": traceparent}
        if self.client:
            optional.update({"X-End-Client": self.client.client, "X-Helpline-Conversation": self.client.conversation})
        headers.update({name: value for name, value in optional.items() if value})
        return {**headers, "Content-Type": "application/json"} if self.body is not None else headers

    def content(self) -> bytes | None:
        """The body in UTF-8 and without `\\u` escapes, so that a limit in bytes means the same here and there."""
        return None if self.body is None else json.dumps(self.body, ensure_ascii=False).encode("utf-8", "replace")
