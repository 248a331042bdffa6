"""Somebody is who they proved to be, for as long as the proof holds."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import text

from helpline.backends import tokens
from helpline.backends.errors import BackendDown, TooMany
from helpline.conversations import conversations
from helpline.db import async_engine
from helpline.identity import identities
from helpline.identity.errors import (
    AssertionRefused,
    CodeFault,
    CodeRefused,
    IdentityExpired,
    NotRecognised,
    OtherCustomer,
)
from helpline.identity.identities import Level
from tests.fakes import FakeTokenDesk
from tests.kernel.talk import begin

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk():
    """A shop that knows Ann and Bob."""
    customers = {"ann-signed": "c_100", "ann@example.com": "c_100", "bob-signed": "c_200", "bob@example.com": "c_200"}
    fake = FakeTokenDesk(customers=customers, orders={"#W7654321": "80279"})
    tokens.use(fake)
    yield fake
    tokens.use(None)


async def _expire(conversation_id: str, *, in_seconds: float = -1) -> None:
    async with async_engine().begin() as connection:
        await connection.execute(
            text(
                "UPDATE helpline.identities SET expires_at = now() + make_interval(secs => :s)"
                " WHERE conversation_id = :id"
            ),
            {"s": in_seconds, "id": conversation_id},
        )


async def test_everybody_begins_as_a_guest(desk):
    """No proof, no token."""
    talk = await begin()
    assert (await identities.current(talk.id)).level is Level.GUEST
    with pytest.raises(IdentityExpired):
        await identities.customer_token(talk.id)


async def test_the_sites_assertion_verifies(desk):
    """The conversation gets level, customer and token."""
    talk = await begin()
    identity = await identities.verify_assertion(talk.id, "ann-signed")
    assert (identity.level, identity.customer_id) == (Level.VERIFIED, "c_100")
    assert await identities.customer_token(talk.id) == "token-1"
    row = await conversations.load(talk.id)
    assert (row.level, row.customer_id) == ("verified", "c_100")


async def test_a_forged_assertion_is_refused(desk):
    """And changes nothing."""
    talk = await begin()
    with pytest.raises(AssertionRefused):
        await identities.verify_assertion(talk.id, "forged")
    assert (await identities.current(talk.id)).level is Level.GUEST


async def test_a_conversation_keeps_its_customer(desk):
    """Nobody else goes on in it, not even after the first one signed out."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    with pytest.raises(OtherCustomer):
        await identities.verify_assertion(talk.id, "bob-signed")
    assert (await identities.current(talk.id)).customer_id == "c_100"
    await identities.drop(talk.id)
    assert (await identities.current(talk.id)).level is Level.GUEST
    with pytest.raises(OtherCustomer):
        await identities.verify_assertion(talk.id, "bob-signed")
    assert (await identities.verify_assertion(talk.id, "ann-signed")).level is Level.VERIFIED


async def test_order_and_postcode_recognise_for_that_order(desk):
    """No customer is told, one order is."""
    talk = await begin()
    turn = await talk.writes("80279")
    identity = await identities.recognise(turn, "#W7654321", postcode="80279")
    assert (identity.level, identity.order_number) == (Level.RECOGNISED, "#W7654321")
    assert identity.customer_id is None


@pytest.mark.parametrize(("number", "postcode"), [("#W7654321", "10001"), ("#W0000000", "80279")])
async def test_a_wrong_postcode_and_an_unknown_order_get_the_same_answer(desk, number, postcode):
    """Nobody learns which orders exist."""
    talk = await begin()
    with pytest.raises(NotRecognised):
        await identities.recognise(await talk.writes(postcode), number, postcode=postcode)


async def test_too_many_guesses_are_told_apart(desk):
    """The limit is the shop's, the customer hears when to come back."""
    desk.failures["grant_by_order"] = TooMany("accounts", retry_after=600)
    talk = await begin()
    with pytest.raises(TooMany):
        await identities.recognise(await talk.writes("80279"), "#W7654321", postcode="80279")


async def test_a_verified_customer_is_not_made_less(desk):
    """Recognition does not replace a better proof."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    identity = await identities.recognise(await talk.writes("80279"), "#W7654321", postcode="80279")
    assert identity.level is Level.VERIFIED


async def test_a_one_time_code_verifies_and_its_turn_can_be_done_again(desk):
    """A code works once at the shop; the replayed turn finds itself verified without asking."""
    talk = await begin()
    await identities.send_code(await talk.writes("ann@example.com"), "ann@example.com")
    assert (await identities.current(talk.id)).code_open
    turn = await talk.types_code("123456")
    first = await identities.redeem_code(turn)
    assert (first.level, first.customer_id, first.code_open) == (Level.VERIFIED, "c_100", False)
    assert await identities.redeem_code(turn) == first
    assert len(desk.called("grant_by_code")) == 1


async def test_a_wrong_code_may_be_corrected(desk):
    """It says wrong, and the right one still works."""
    talk = await begin()
    await identities.send_code(await talk.writes("ann@example.com"), "ann@example.com")
    with pytest.raises(CodeRefused) as raised:
        await identities.redeem_code(await talk.types_code("000000"))
    assert raised.value.reason is CodeFault.WRONG
    assert (await identities.redeem_code(await talk.types_code("123456"))).level is Level.VERIFIED


async def test_a_code_without_one_sent_is_refused(desk):
    """Six digits prove nothing by themselves."""
    talk = await begin()
    with pytest.raises(CodeRefused) as raised:
        await identities.redeem_code(await talk.types_code("123456"))
    assert raised.value.reason is CodeFault.NONE_OPEN


async def test_a_code_after_ten_minutes_is_expired(desk):
    """A new one is needed."""
    talk = await begin()
    await identities.send_code(await talk.writes("ann@example.com"), "ann@example.com")
    async with async_engine().begin() as connection:
        await connection.execute(text("UPDATE helpline.conversations SET code_expires_at = now()"))
    with pytest.raises(CodeRefused) as raised:
        await identities.redeem_code(await talk.types_code("123456"))
    assert raised.value.reason is CodeFault.EXPIRED


async def test_the_code_of_another_customer_does_not_take_a_conversation_over(desk):
    """Right code, wrong conversation."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    await identities.send_code(await talk.writes("bob@example.com"), "bob@example.com")
    with pytest.raises(OtherCustomer):
        await identities.redeem_code(await talk.types_code("123456"))


async def test_a_token_that_runs_out_is_renewed(desk):
    """The customer notices nothing."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    await _expire(talk.id)
    assert await identities.customer_token(talk.id) == "token-2"
    assert (await identities.current(talk.id)).level is Level.VERIFIED


async def test_a_refresh_is_used_once_though_ten_ask_at_the_same_time(desk):
    """The row's lock lets one exchange it; the others get what it brought."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    await _expire(talk.id)
    brought = await asyncio.gather(*(identities.customer_token(talk.id) for _ in range(10)))
    assert set(brought) == {"token-2"}
    assert len(desk.called("grant_by_refresh")) == 1


async def test_without_a_refresh_the_proof_ends(desk):
    """A recognised guest is a guest again after the token's life."""
    talk = await begin()
    await identities.recognise(await talk.writes("80279"), "#W7654321", postcode="80279")
    await _expire(talk.id)
    assert (await identities.current(talk.id)).level is Level.GUEST
    with pytest.raises(IdentityExpired):
        await identities.customer_token(talk.id)
    assert (await conversations.load(talk.id)).level == "guest"


async def test_a_revoked_refresh_ends_the_proof(desk):
    """The shop decides."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    desk.refreshes.clear()
    await _expire(talk.id)
    with pytest.raises(IdentityExpired):
        await identities.customer_token(talk.id)
    assert (await identities.current(talk.id)).level is Level.GUEST


async def test_a_shop_that_is_away_ends_no_proof(desk):
    """A valid token goes on; one that ran out is renewed when the shop is back."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    desk.failures["grant_by_refresh"] = BackendDown("accounts")
    await _expire(talk.id, in_seconds=30)
    assert await identities.customer_token(talk.id) == "token-1"
    await _expire(talk.id)
    with pytest.raises(BackendDown):
        await identities.customer_token(talk.id)
    desk.failures.clear()
    assert await identities.customer_token(talk.id) == "token-2"


async def test_a_token_refused_before_its_time_is_exchanged(desk):
    """The shop's clock may be ahead of ours."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    await identities.renew(talk.id, refused="token-1")
    assert await identities.customer_token(talk.id) == "token-2"
    await identities.renew(talk.id, refused="token-1")  # a second process that was refused with the old one
    assert await identities.customer_token(talk.id) == "token-2"


async def test_nothing_secret_is_readable_at_rest_or_in_logs(desk, caplog):
    """Tokens and codes are sealed in the database and absent from every log record."""
    caplog.set_level(logging.DEBUG, logger="helpline")
    talk = await begin()
    await identities.send_code(await talk.writes("ann@example.com"), "ann@example.com")
    turn = await talk.types_code("123456")
    identity = await identities.redeem_code(turn)
    desk.life = timedelta(0)
    await _expire(talk.id)
    await identities.customer_token(talk.id)
    async with async_engine().connect() as connection:
        rows = [await connection.execute(text(f"SELECT * FROM helpline.{name}")) for name in ("identities", "inbox")]
        stored = " ".join(str(list(one)) for one in rows)
    logged = " ".join(str(record.__dict__) for record in caplog.records)
    for secret in ("token-1", "token-2", "refresh-1", "refresh-2", "123456"):
        assert secret not in stored + logged + repr(identity)
