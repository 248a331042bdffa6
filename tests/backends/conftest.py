"""A recorded shop and a pool that speaks with it, impatient enough for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from helpline import turn
from helpline.backends.calls import Call, Patience
from helpline.backends.parsing import orders as parsing
from helpline.backends.pool import Pool
from helpline.backends.transport import Transport
from helpline.backends.values import Order
from tests.backends.recorded_server import RecordedServer, serving

PATIENCE = Patience(connect=0.3, read=0.5, slow=0.3, failures=5, reset=60)


@pytest.fixture
def shop() -> Iterator[RecordedServer]:
    """A shop that answers with recorded replies."""
    with serving() as recorded:
        yield recorded


@pytest.fixture
def pool_for(shop: RecordedServer) -> Callable[..., Pool]:
    """Makes a pool with its own breaker; keywords change its patience."""

    def make(*, places: int = 16, **changes: Any) -> Pool:
        return Pool(Transport("orders", shop.url, patience=replace(PATIENCE, **changes)), places=places)

    return make


def in_turn(seconds: float) -> None:
    """Put the test inside a turn with that many seconds left; it ends with the test's own context."""
    context = turn.begin(7, conversation_id="webchat-test", channel="webchat", seconds=seconds)
    turn.current_turn.set(context)


def read() -> Call[Order]:
    """A safe request."""
    return Call("GET", "/orders/1", parsing.order, "token-of-ann")


def write(key: str = "key-1") -> Call[Order]:
    """A write with its key."""
    return Call("POST", "/orders/1/cancellation", parsing.order, "token-of-ann", body={"reason": "x"}, key=key)


def unkeyed() -> Call[Order]:
    """A POST that may not be repeated."""
    return Call("POST", "/customer-tokens", parsing.order, "service", body={})
