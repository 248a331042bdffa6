"""A backend in trouble is left alone for a while, and nobody waits for it."""

from __future__ import annotations

import asyncio
import time

import pytest

from helpline.backends.errors import (
    BackendBusy,
    BackendDown,
    BackendError,
    BackendTimeout,
    BackendUnavailable,
    CircuitOpen,
    NotFound,
)
from tests.backends.conftest import in_turn, read, unkeyed


async def _fail(pool, times):
    for _ in range(times):
        with pytest.raises(BackendError):
            await pool.send(unkeyed())  # not repeated: one call is one attempt


async def test_five_answers_with_503_open_the_breaker(shop, pool_for):
    """Statuses count, not only exceptions, and the fifth still says what was wrong."""
    pool = pool_for()
    shop.play("503_retry_after_60")
    for _ in range(5):
        with pytest.raises(BackendDown):
            await pool.send(read())
    assert pool.state() == "open"
    with pytest.raises(CircuitOpen):
        await pool.send(read())
    assert len(shop.requests) == 5


async def test_slow_answers_open_the_breaker_though_they_are_right(shop, pool_for):
    """A slow backend is a failing one; the customer still gets the answers."""
    pool = pool_for(failures=2)
    shop.play("200_slow")
    assert (await pool.send(read())).number == "#W7654321"
    assert (await pool.send(read())).number == "#W7654321"
    assert pool.state() == "open"


async def test_hanging_calls_open_the_breaker(shop, pool_for):
    """Timeouts count."""
    pool = pool_for(failures=2)
    shop.play("200_hang")
    await _fail(pool, 2)
    assert pool.state() == "open"


@pytest.mark.parametrize(
    "case", ["404_order_not_found", "409_order_not_pending", "422_malformed", "401_token_expired", "429_retry_after_60"]
)
async def test_refusals_never_open_the_breaker(shop, pool_for, case):
    """A customer who types wrong numbers takes the backend from nobody."""
    pool = pool_for(failures=2)
    shop.play(case)
    await _fail(pool, 10)
    assert pool.state() == "closed"
    assert len(shop.requests) == 10


async def test_one_call_probes_a_half_open_breaker_and_the_others_fail_at_once(shop, pool_for):
    """While the probe is under way, fifty others do not queue behind it."""
    pool = pool_for(failures=1, reset=0.05, slow=5, read=5, places=64)
    shop.play("503_database_away", "200_slow")
    await _fail(pool, 1)
    await asyncio.sleep(0.06)  # the breaker's own rest, which is on the wall clock
    began = time.monotonic()
    answers = await asyncio.gather(*(pool.send(read()) for _ in range(50)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BackendUnavailable)]
    assert len(refused) == 49
    assert len(shop.requests) == 2
    assert time.monotonic() - began < 2
    assert pool.state() == "closed"


async def test_a_failed_probe_opens_the_breaker_again(shop, pool_for):
    """One failure is enough when half-open."""
    pool = pool_for(failures=3, reset=0.05)
    shop.play("503_database_away")
    await _fail(pool, 3)
    await asyncio.sleep(0.06)  # the breaker's own rest, which is on the wall clock
    await _fail(pool, 1)
    assert pool.state() == "open"
    assert len(shop.requests) == 4


async def test_a_refused_probe_closes_the_breaker(shop, pool_for):
    """404 is an answer: the backend is back."""
    pool = pool_for(failures=1, reset=0.05)
    shop.play("503_database_away", "404_order_not_found")
    await _fail(pool, 1)
    await asyncio.sleep(0.06)  # the breaker's own rest, which is on the wall clock
    with pytest.raises(NotFound):
        await pool.send(read())
    assert pool.state() == "closed"


async def test_calls_beyond_the_places_are_refused_at_once(shop, pool_for):
    """A full pool answers immediately, and takes calls again when it has room."""
    pool = pool_for(places=4, read=5)
    shop.play("200_hang")
    waiting = [asyncio.ensure_future(pool.send(read())) for _ in range(4)]
    await asyncio.get_running_loop().run_in_executor(None, shop.wait_until, lambda: len(shop.requests) == 3)
    began = time.monotonic()
    with pytest.raises(BackendBusy):
        await pool.send(read())
    assert time.monotonic() - began < 0.2
    shop.play("200_order")
    shop.release.set()
    assert [order.number for order in await asyncio.gather(*waiting)] == ["#W7654321"] * 4
    assert (await pool.send(read())).number == "#W7654321"


async def test_calls_run_side_by_side(shop, pool_for):
    """The breaker does not serialise: ten calls of 0.4 s take far less than ten times that."""
    pool = pool_for(slow=5, read=5)
    shop.play("200_slow")
    began = time.monotonic()
    await asyncio.gather(*(pool.send(read()) for _ in range(10)))
    assert time.monotonic() - began < 2


async def test_a_slow_backend_leaves_the_loop_free(shop, pool_for):
    """While calls hang, the loop goes on serving others."""
    pool = pool_for(read=5)
    shop.play("200_hang")
    in_turn(1.0)
    waiting = [asyncio.ensure_future(pool.send(read())) for _ in range(4)]
    ticks = 0
    while not all(call.done() for call in waiting):
        await asyncio.sleep(0.01)
        ticks += 1
    assert ticks > 20
    assert all(isinstance(call.exception(), BackendTimeout) for call in waiting)
