"""Every adapter, against the shop that is part of the project."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
import pytest_asyncio
from sqlalchemy import text

from helpline import effects, jobs, resolve_effects
from helpline.backends.compose import backends
from helpline.backends.errors import (
    Conflict,
    LevelTooLow,
    NotAllowed,
    NotFound,
    TooMany,
    Unconfirmed,
)
from helpline.backends.pools import pool, states
from helpline.backends.values import CancelReason, MethodKind, Money, OrderStatus, TicketDraft, TicketStatus
from helpline.db import async_engine
from helpline.effects import State
from helpline.identity import identities
from helpline.identity.errors import AssertionRefused, CodeFault, CodeRefused, IdentityExpired, NotRecognised
from helpline.identity.identities import Level
from helpline.settings import settings
from shop import assertions
from shop.database import transaction
from shop.seed import replace_all
from shop.seed_file import parse_seed
from tests.kernel.talk import Talk, begin
from tests.shop.api import exported_order, gift_balance
from tests.shop.server import running_shop
from tests.shop.stock import seed

REASON = CancelReason.NO_LONGER_NEEDED
DRAFT = TicketDraft(subject="Broken zip", body="The zip broke.", category="product", contact="gus@example.com")


@pytest.fixture(scope="module")
def shop_url(postgres, state_dir):
    """One `python -m shop` for this module."""
    with running_shop(state_dir) as server:
        yield server.url


@pytest_asyncio.fixture
async def stocked(shop_url, database, monkeypatch):
    """A freshly filled shop, and adapters that know its address only."""
    with transaction() as connection:
        replace_all(connection, parse_seed(seed()))
    monkeypatch.setenv("HELPLINE_SHOP_URL", shop_url)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for known in (settings, pool, backends):
        known.cache_clear()


pytestmark = pytest.mark.usefixtures("stocked")


async def _ann() -> Talk:
    return await _signed_in("c_100")


async def _signed_in(customer: str) -> Talk:
    talk = await begin()
    await identities.verify_assertion(talk.id, assertions.mint(customer))
    await talk.writes()
    return talk


async def _cancel(turn, *, preview_id: str) -> effects.Outcome:
    orders = backends().orders
    return await effects.perform(
        turn,
        action="cancel_order",
        arguments={"order_number": "#W7654321"},
        backend="orders",
        send=lambda key: orders.cancel("#W7654321", reason=REASON, preview_id=preview_id, key=key),
        encode=lambda order: {"number": order.number, "status": order.status.value},
        decode=lambda stored: stored,
    )


async def test_an_order_is_read_with_everything_in_it():
    """Items, money, parcels, as typed values."""
    await _ann()
    order = await backends().orders.find("w7654321")
    assert (order.number, order.status, order.customer_id) == ("#W7654321", OrderStatus.PENDING, "c_100")
    assert order.total == Money(Decimal("50.88"), "USD")
    assert [payment.amount.amount for payment in order.payments] == [Decimal("20.00"), Decimal("30.88")]
    assert dict(order.items[0].options) == {"color": "blue", "size": "M"}
    parcel = (await backends().orders.find("#W7654322")).shipments[0]
    assert (parcel.carrier, parcel.eta) == ("UPS", datetime(2026, 11, 24, 17, tzinfo=timezone.utc))


async def test_orders_come_newest_first():
    """Those without a date last."""
    await _ann()
    assert [order.number for order in await backends().orders.list()] == ["#W7654321", "#W7654322", "A-1001"]


@pytest.mark.parametrize("number", ["#W0000000", "100045", "..", "%2e%2e", "#", "x" * 500, "a\nb", "/../customers/me"])
async def test_unknown_foreign_and_impossible_numbers_are_the_same(number):
    """Ben's order, an unknown one and nonsense: not found."""
    await _ann()
    with pytest.raises(NotFound):
        await backends().orders.find(number)


async def test_a_guest_reads_nothing():
    """No proof, no request."""
    await (await begin()).writes()
    with pytest.raises(IdentityExpired):
        await backends().orders.find("#W7654321")


async def test_a_recognised_guest_sees_status_and_parcels_of_the_one_order():
    """And hears of no other."""
    talk = await begin()
    identity = await identities.recognise(await talk.writes(), "w7654322", postcode="80279")
    assert (identity.level, identity.order_number) == (Level.RECOGNISED, "#W7654322")
    order = await backends().orders.find("#W7654322")
    assert (order.status, order.items, order.total) == (OrderStatus.SHIPPED, (), None)
    assert order.shipments[0].tracking_number == "990011223344"
    with pytest.raises((LevelTooLow, NotFound)):
        await backends().orders.find("#W7654321")
    with pytest.raises(LevelTooLow):
        await backends().orders.list()
    with pytest.raises(LevelTooLow):
        await backends().orders.preview_cancellation("#W7654322", reason=REASON)


async def test_guesses_of_a_postcode_are_limited():
    """Five an hour, then nobody is asked again."""
    talk = await begin()
    for guess in range(5):
        with pytest.raises(NotRecognised):
            await identities.recognise(await talk.writes(), "#W7654321", postcode=f"1000{guess}")
    with pytest.raises(TooMany) as raised:
        await identities.recognise(await talk.writes(), "#W7654321", postcode="80279")
    assert raised.value.retry_after > 60


async def test_guesses_count_for_the_client_and_not_for_each_new_conversation():
    """Whoever begins anew after each guess has no more guesses."""
    for number in ("#W7654321", "#W7654322", "100045", "A-1001", "#W0000000"):
        talk = await begin(client="address:1")
        with pytest.raises(NotRecognised):
            await identities.recognise(await talk.writes(), number, postcode="00000")
    talk = await begin(client="address:1")
    with pytest.raises(TooMany):
        await identities.recognise(await talk.writes(), "#W7654321", postcode="80279")
    somebody_else = await begin(client="address:2")
    await identities.recognise(await somebody_else.writes(), "#W7654321", postcode="80279")


async def test_an_assertion_works_once():
    """Its id is used up."""
    signed = assertions.mint("c_100")
    first, second = await begin(), await begin()
    await identities.verify_assertion(first.id, signed)
    with pytest.raises(AssertionRefused):
        await identities.verify_assertion(second.id, signed)


async def test_a_code_from_the_mailbox_verifies():
    """Sent to the address on file, typed into the chat, redeemed inside the turn."""
    talk = await begin()
    await identities.send_code(await talk.writes(), "ann@example.com")
    with pytest.raises(CodeRefused) as raised:
        await identities.redeem_code(await talk.types_code("abcdef"))
    assert raised.value.reason is CodeFault.WRONG
    async with async_engine().connect() as connection:
        mail = (await connection.execute(text("SELECT body FROM shop.mailbox"))).scalar_one()
    code = next(word.strip(".") for word in mail.split() if word.strip(".").isdigit())
    assert (await identities.redeem_code(await talk.types_code(code))).customer_id == "c_100"
    assert (await backends().accounts.me()).email == "ann@example.com"


async def test_a_token_is_renewed_at_the_shop():
    """A rotating refresh, exchanged by one of many."""
    talk = await _ann()
    before = await identities.customer_token(talk.id)
    async with async_engine().begin() as connection:
        over = datetime.now(timezone.utc) - timedelta(seconds=1)
        await connection.execute(text("UPDATE helpline.identities SET expires_at = :over"), {"over": over})
    tokens = set(await asyncio.gather(*(identities.customer_token(talk.id) for _ in range(5))))
    assert len(tokens) == 1
    await backends().orders.find("#W7654321")
    async with async_engine().connect() as connection:
        used = await connection.execute(text("SELECT count(*) FROM shop.refreshes WHERE used_at IS NOT NULL"))
        assert used.scalar_one() == 1
    assert before


async def test_a_revoked_grant_ends_the_proof():
    """The shop says no before the token's time, and a refresh does not help."""
    talk = await _ann()
    async with async_engine().begin() as connection:
        await connection.execute(text("UPDATE shop.grants SET revoked_at = clock_timestamp()"))
    with pytest.raises(IdentityExpired):
        await backends().orders.find("#W7654321")
    assert (await identities.current(talk.id)).level is Level.GUEST


async def test_a_cancellation_is_previewed_done_and_resumed_once():
    """Preview, write, read back; a redo of the turn changes nothing more."""
    talk = await _ann()
    preview = await backends().orders.preview_cancellation("#W7654321", reason=REASON)
    assert preview.total == Money(Decimal("50.88"), "USD")
    assert {(refund.kind, refund.days) for refund in preview.refunds} == {
        (MethodKind.GIFT_CARD, (0, 0)),
        (MethodKind.CREDIT_CARD, (5, 7)),
    }
    assert exported_order("#W7654321")["status"] == "pending"
    turn = await talk.presses()
    done = await _cancel(turn, preview_id=preview.preview_id)
    assert done.value.status is OrderStatus.CANCELLED
    assert (await _cancel(turn, preview_id=preview.preview_id)).resumed
    assert gift_balance() == "60.00"
    assert len([one for one in exported_order("#W7654321")["payments"] if one["kind"] == "refund"]) == 2


async def test_what_cannot_be_cancelled_says_why():
    """A shipped order, and a preview that no longer holds."""
    await _ann()
    with pytest.raises(NotAllowed) as raised:
        await backends().orders.preview_cancellation("#W7654322", reason=REASON)
    assert (raised.value.code, raised.value.allowed) == ("order_not_pending", ("pending",))
    with pytest.raises(Conflict) as stale:
        await backends().orders.cancel("#W7654321", reason=REASON, preview_id="another", key="key-stale")
    assert stale.value.code == "preview_stale"


async def test_a_lost_answer_is_found_by_the_job_and_told():
    """The shop did it, we never heard: the job asks, and the conversation gets a message of our own."""
    talk = await _ann()
    preview = await backends().orders.preview_cancellation("#W7654321", reason=REASON)
    turn = await talk.presses()
    orders = backends().orders

    async def lost(key: str) -> object:
        await orders.cancel("#W7654321", reason=REASON, preview_id=preview.preview_id, key=key)
        raise Unconfirmed("orders", key=key)

    with pytest.raises(Unconfirmed) as raised:
        await effects.perform(
            turn,
            action="cancel_order",
            arguments={},
            backend="orders",
            send=lost,
            encode=lambda value: value,
            decode=lambda value: value,
        )
    await _due_now()
    await jobs.run_due({effects.RESOLVE})
    assert (await effects.load(raised.value.key)).state is State.UNKNOWN  # the turn is still open: its redo may do it
    await talk.answers(turn, "Not confirmed yet.")
    await _due_now()
    await jobs.run_due({effects.RESOLVE})
    effect = await effects.load(raised.value.key)
    assert (effect.state, effect.reply["status"]) == (State.CONFIRMED, "cancelled")
    assert await _news(talk) == [f'/effect_resolved{{"effect": "{raised.value.key}"}}']


async def test_a_write_that_never_arrived_is_told_as_not_done():
    """The shop knows no such key half a minute later."""
    talk = await _ann()
    turn = await talk.presses()

    async def lost(key: str) -> object:
        raise Unconfirmed("orders", key=key)

    with pytest.raises(Unconfirmed) as raised:
        await effects.perform(
            turn, action="cancel_order", arguments={}, backend="orders", send=lost, encode=str, decode=str
        )
    await talk.answers(turn, "Not confirmed yet.")
    await _due_now()
    await jobs.run_due({effects.RESOLVE})
    assert (await effects.load(raised.value.key)).state is State.UNKNOWN
    async with async_engine().begin() as connection:
        await connection.execute(text("UPDATE helpline.effects SET created_at = created_at - interval '1 minute'"))
    await _due_now()
    await jobs.run_due({effects.RESOLVE})
    effect = await effects.load(raised.value.key)
    assert (effect.state, effect.error_code) == (State.FAILED, resolve_effects.NEVER_ARRIVED)
    assert len(await _news(talk)) == 1


async def test_a_guest_opens_a_ticket_and_reads_it_with_its_address():
    """Number and e-mail address together; one ticket per key."""
    await (await begin()).writes()
    tickets = backends().tickets
    opened = await tickets.open(DRAFT, key="ticket-1")
    assert (await tickets.open(DRAFT, key="ticket-1")).number == opened.number
    assert (await tickets.find(opened.number, email="gus@example.com")).status is TicketStatus.OPEN
    with pytest.raises(NotFound):
        await tickets.find(opened.number, email="eve@example.com")
    with pytest.raises(LevelTooLow):
        await tickets.find(opened.number)


async def test_a_customer_opens_lists_and_reads_tickets():
    """Their own; with the document of a handoff."""
    await _ann()
    tickets = backends().tickets
    opened = await tickets.open(replace(DRAFT, contact=None, context={"schema": "v1"}), key="ticket-2")
    assert [ticket.number for ticket in await tickets.list()] == [opened.number, "T-1001"]
    assert (await tickets.find("t-1001")).comments[0].author == "agent"


async def test_products_are_found_and_remembered():
    """By words; the same question again costs no request."""
    await (await begin()).writes()
    catalogue = backends().catalogue
    shirt = (await catalogue.search("t-shirt"))[0]
    assert [variant.available for variant in shirt.variants] == [True, False, True]
    assert (await catalogue.find(shirt.id)).name == "T-Shirt"
    assert states()["catalogue"] == "closed"


async def _due_now() -> None:
    async with async_engine().begin() as connection:
        await connection.execute(text("UPDATE helpline.jobs SET due_at = now() - interval '1 second'"))


async def _news(talk: Talk) -> list[str]:
    query = text("SELECT payload FROM helpline.inbox WHERE conversation_id = :id AND kind = 'intent'")
    async with async_engine().connect() as connection:
        return list((await connection.execute(query, {"id": talk.id})).scalars())
