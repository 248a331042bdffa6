"""What is sent, how often, and on which connection."""

from __future__ import annotations

import asyncio
import time

import pytest

from helpline import turn
from helpline.backends.calls import EndClient
from helpline.backends.errors import BackendDown, BackendTimeout, NotFound, TooMany
from helpline.settings import settings
from tests.backends.conftest import in_turn, read, unkeyed, write


async def test_a_request_names_its_caller_its_key_its_client_and_its_trace(shop, pool_for):
    """Token, idempotency key, end client and trace travel as headers."""
    in_turn(5)
    shop.play("200_order")
    await pool_for().send(write("key-9").by(EndClient("client-hash", "conversation-hash")))
    sent = shop.requests[0]
    assert sent.headers["authorization"] == "Bearer token-of-ann"
    assert sent.headers["idempotency-key"] == "key-9"
    assert sent.headers["x-end-client"] == "client-hash"
    assert sent.headers["x-helpline-conversation"] == "conversation-hash"
    assert sent.headers["traceparent"] == turn.turn().traceparent
    assert sent.body == {"reason": "x"}


async def test_a_read_is_tried_again(shop, pool_for):
    """One bad moment of the backend does not reach the customer."""
    shop.play("503_database_away", "200_order")
    assert (await pool_for().send(read())).number == "#W7654321"


async def test_attempts_are_few(shop, pool_for):
    """Three in all."""
    shop.play("500_internal_error")
    with pytest.raises(BackendDown):
        await pool_for().send(read())
    assert len(shop.requests) == 3


async def test_an_unkeyed_post_is_sent_once(shop, pool_for):
    """Nobody knows what a second one would do."""
    shop.play("500_internal_error", "200_order")
    with pytest.raises(BackendDown):
        await pool_for().send(unkeyed())
    assert len(shop.requests) == 1


async def test_retry_after_is_honoured_inside_the_budget(shop, pool_for):
    """The backend asks for a second and gets it."""
    in_turn(5)
    shop.play("429_retry_after_1", "200_order")
    began = time.monotonic()
    await pool_for().send(read())
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize(("case", "error"), [("429_retry_after_60", TooMany), ("503_retry_after_60", BackendDown)])
async def test_retry_after_beyond_the_budget_is_told_at_once(shop, pool_for, case, error):
    """Nobody waits a minute in a chat."""
    in_turn(3)
    shop.play(case)
    began = time.monotonic()
    with pytest.raises(error):
        await pool_for().send(read())
    assert time.monotonic() - began < 1
    assert len(shop.requests) == 1


async def test_too_many_says_when_to_come_back(shop, pool_for):
    """The seconds of Retry-After are part of the error."""
    shop.play("429_retry_after_60")
    with pytest.raises(TooMany) as raised:
        await pool_for().send(read())
    assert raised.value.retry_after == 60


async def test_without_time_left_nothing_is_sent(shop, pool_for):
    """A turn at its end begins no request."""
    in_turn(0.01)
    with pytest.raises(BackendTimeout):
        await pool_for().send(read())
    assert shop.requests == []


async def test_the_calls_of_a_turn_share_its_seconds(shop, pool_for, monkeypatch):
    """Two action calls of one turn have no more time together than one; calls side by side count once."""
    monkeypatch.setenv("HELPLINE_BACKEND_TURN_SECONDS", "1.5")
    settings.cache_clear()
    pool = pool_for(read=5, slow=5)
    in_turn(20)
    shop.play("200_slow")
    began = time.monotonic()
    await asyncio.gather(*(pool.send(read()) for _ in range(6)))
    shop.play("200_hang")
    for _ in range(3):
        with pytest.raises(BackendTimeout):
            await pool.send(read())
    assert 1.3 < time.monotonic() - began < 3
    monkeypatch.undo()
    settings.cache_clear()


async def test_a_thread_keeps_its_connection(shop, pool_for):
    """Calls one after another go over one connection, refusals too."""
    pool = pool_for(places=1)
    shop.play("200_order", "404_order_not_found", "200_order")
    await pool.send(read())
    with pytest.raises(NotFound):
        await pool.send(read())
    await pool.send(read())
    assert len({request.port for request in shop.requests}) == 1
