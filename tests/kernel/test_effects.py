"""A change is done once, however often its turn is."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from helpline import effects
from helpline.backends.errors import (
    BackendDown,
    BackendError,
    CircuitOpen,
    Conflict,
    NotAllowed,
    TooMany,
    Unconfirmed,
)
from helpline.db import async_engine
from helpline.effects import Outcome, State
from helpline.identity.errors import IdentityError, IdentityExpired
from tests.kernel.talk import begin

ARGUMENTS = {"order_number": "#W7654321", "reason": "no longer needed"}

pytestmark = pytest.mark.usefixtures("database")


class Shop:
    """A backend that counts what reaches it and does each key once."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.done: set[str] = set()
        self.fails: BackendError | IdentityError | None = None
        self.answer_is_lost = False

    async def send(self, key: str) -> str:
        self.keys.append(key)
        if self.fails:
            raise self.fails
        self.done.add(key)
        if self.answer_is_lost:
            raise Unconfirmed("orders", key=key)
        return f"done with {key}"


async def _perform(turn, shop: Shop, arguments: dict[str, str] = ARGUMENTS) -> Outcome[str]:
    return await effects.perform(
        turn,
        action="cancel_order",
        arguments=arguments,
        backend="orders",
        send=shop.send,
        encode=lambda value: {"text": value},
        decode=lambda stored: str(stored["text"]),
    )


async def _jobs() -> list[str]:
    async with async_engine().connect() as connection:
        return list((await connection.execute(text("SELECT key FROM helpline.jobs WHERE state = 'waiting'"))).scalars())


async def test_a_change_is_entered_before_it_is_sent():
    """Whoever looks while it is on its way finds it in the ledger."""
    talk = await begin()
    turn = await talk.writes("yes")
    seen = []

    async def send(key: str) -> str:
        seen.append((await effects.load(key)).state)
        return "done"

    shop = Shop()
    shop.send = send
    await _perform(turn, shop)
    assert seen == [State.SENT]


async def test_a_confirmed_change_is_not_sent_again():
    """A redo of the turn gets the stored outcome."""
    talk, shop = await begin(), Shop()
    turn = await talk.writes("yes")
    first = await _perform(turn, shop)
    again = await _perform(turn, shop)
    assert (first.resumed, again.resumed) == (False, True)
    assert again.value == first.value
    assert len(shop.keys) == 1


async def test_a_turn_that_died_after_sending_goes_on_with_the_same_key():
    """The process was killed between sending and the answer: the redo sends the same key, which the shop replays."""
    talk, shop = await begin(), Shop()
    turn = await talk.writes("yes")

    class Killed(BaseException):
        pass

    async def dies(key: str) -> str:
        await Shop.send(shop, key)
        raise Killed

    real, shop.send = shop.send, dies
    with pytest.raises(Killed):
        await _perform(turn, shop)
    recorded = await effects.recorded(turn, "cancel_order")
    assert recorded.state is State.SENT
    shop.send = real
    assert (await _perform(turn, shop)).resumed
    assert len(set(shop.keys)) == 1
    assert len(shop.done) == 1


async def test_an_unknown_outcome_waits_for_the_job_and_is_never_told_as_done():
    """The answer is lost: Unconfirmed, state unknown, a job will look."""
    talk, shop = await begin(), Shop()
    turn = await talk.writes("yes")
    shop.answer_is_lost = True
    with pytest.raises(Unconfirmed) as raised:
        await _perform(turn, shop)
    assert (await effects.recorded(turn, "cancel_order")).state is State.UNKNOWN
    assert await _jobs() == [raised.value.key]


async def test_an_unknown_outcome_is_finished_by_the_same_key():
    """The redo sends it again and gets the stored answer; nothing is left for the job."""
    talk, shop = await begin(), Shop()
    turn = await talk.writes("yes")
    shop.answer_is_lost = True
    with pytest.raises(Unconfirmed):
        await _perform(turn, shop)
    shop.answer_is_lost = False
    assert (await _perform(turn, shop)).resumed
    assert len(shop.done) == 1
    assert await _jobs() == []


@pytest.mark.parametrize(
    "refusal",
    [
        NotAllowed("orders", code="order_not_pending", detail="It was shipped.", allowed=["pending"]),
        Conflict("orders", code="preview_stale"),
    ],
)
async def test_a_refusal_is_the_same_on_a_redo(refusal):
    """What was told once is told again, though the shop might say otherwise by now."""
    talk, shop = await begin(), Shop()
    turn = await talk.writes("yes")
    shop.fails = refusal
    with pytest.raises(type(refusal)):
        await _perform(turn, shop)
    shop.fails = None
    with pytest.raises(type(refusal)) as raised:
        await _perform(turn, shop)
    assert raised.value.code == refusal.code
    assert getattr(raised.value, "allowed", ()) == getattr(refusal, "allowed", ())
    assert len(shop.keys) == 1
    assert await _jobs() == []


async def test_a_backend_that_was_down_is_asked_again_by_a_redo():
    """Nothing was done, so nothing is resumed: the ledger says pending."""
    talk, shop = await begin(), Shop()
    turn = await talk.writes("yes")
    shop.fails = BackendDown("orders")
    with pytest.raises(BackendDown):
        await _perform(turn, shop)
    assert await effects.recorded(turn, "cancel_order") is None
    shop.fails = None
    assert not (await _perform(turn, shop)).resumed


@pytest.mark.parametrize(
    "trouble",
    [BackendDown("orders"), CircuitOpen("orders"), TooMany("orders", retry_after=60), IdentityExpired("gone")],
)
async def test_a_redo_that_cannot_ask_leaves_the_outcome_open(trouble):
    """It was sent before the process died; that the shop is away now does not make it undone."""
    talk, shop = await begin(), Shop()
    turn = await talk.writes("yes")
    shop.answer_is_lost = True
    with pytest.raises(Unconfirmed):
        await _perform(turn, shop)
    shop.fails = trouble
    with pytest.raises(Unconfirmed):
        await _perform(turn, shop)
    assert (await effects.recorded(turn, "cancel_order")).state is State.UNKNOWN
    assert len(await _jobs()) == 1


async def test_a_proof_that_ran_out_before_sending_leaves_nothing():
    """The customer proves again who they are, and the same turn could still do it."""
    talk, shop = await begin(), Shop()
    turn = await talk.writes("yes")
    shop.fails = IdentityExpired("gone")
    with pytest.raises(IdentityExpired):
        await _perform(turn, shop)
    assert await effects.recorded(turn, "cancel_order") is None
    assert await _jobs() == []


async def test_a_later_turn_is_another_change():
    """The same wish in a new turn has a new key, and other arguments have too."""
    talk, shop = await begin(), Shop()
    await _perform(await talk.writes("yes"), shop)
    second = await talk.writes("yes")
    await _perform(second, shop)
    await _perform(second, shop, {**ARGUMENTS, "order_number": "#W1"})
    assert len(set(shop.keys)) == 3


async def test_a_key_fits_the_contract():
    """At most 255 characters, and nothing of the arguments can be read in it."""
    talk = await begin()
    turn = await talk.writes("yes")
    key = effects.key_for(turn, action="cancel_order", arguments={"reason": "x" * 5000})
    assert len(key) <= 255
    assert "xxx" not in key
    assert key == effects.key_for(turn, action="cancel_order", arguments={"reason": "x" * 5000})
