"""Keep the level each conversation has reached, and the customer token that goes with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from enum import Enum

from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.backends.errors import (
    BackendUnavailable,
    LevelTooLow,
    Malformed,
    NotAllowed,
    NotFound,
)
from helpline.backends.receipts import Grant
from helpline.backends.tokens import token_desk
from helpline.identity import rows
from helpline.identity.cipher import seal, unseal
from helpline.identity.clients import client_of
from helpline.identity.errors import AssertionRefused, CodeFault, CodeRefused, IdentityExpired, NotRecognised
from helpline.logs import Log
from helpline.turn import TurnContext

log = Log("helpline.identity")
_RENEW_BEFORE = timedelta(seconds=60)
_REFUSED = (LevelTooLow, NotAllowed, NotFound, Malformed)


class Level(str, Enum):
    """How well somebody is known; design.md says what each may."""

    GUEST = "guest"
    RECOGNISED = "recognised"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Identity:
    """Who is asking.

    Args:
        order_number: of a recognised guest, the one order.
        code_open: a one-time code was sent and is awaited.
    """

    level: Level
    customer_id: str | None = None
    order_number: str | None = None
    expires_at: datetime | None = None
    code_open: bool = False


@dataclass(frozen=True)
class Proof:
    """A customer token, and whose it is."""

    token: str = field(repr=False)
    identity: Identity


async def current(conversation_id: str) -> Identity:
    """Who is asking; a guest again once the proof has run out and cannot be renewed.

    Raises:
        BackendUnavailable: the proof has run out, and the shop cannot be asked for a new one.
    """
    row = await rows.load(conversation_id)
    if row.token and _is_over(row.expires_at):
        try:
            await customer_token(conversation_id)
        except IdentityExpired:
            log.info("identity_lapsed", conversation_id=conversation_id)
        row = await rows.load(conversation_id)
    return _identity(row)


async def customer_token(conversation_id: str) -> str:
    """The customer token of a conversation, renewed where it is about to run out. Never log it.

    Raises:
        IdentityExpired: there is no valid proof (any more).
    """
    return (await proof(conversation_id)).token


async def proof(conversation_id: str) -> Proof:
    """The customer token, and whose it is. Raises: see customer_token."""
    row = await rows.load(conversation_id)
    if row.token and not _is_over(row.expires_at, ahead=_RENEW_BEFORE):
        return Proof(unseal(row.token), _identity(row))
    # The row stays locked while the refresh is exchanged: two processes must not use it up twice.
    async with rows.locked(conversation_id) as (connection, row):
        if row.token and not _is_over(row.expires_at, ahead=_RENEW_BEFORE):
            return Proof(unseal(row.token), _identity(row))
        token = await _renew(connection, conversation_id, row)
        if token is None:
            await rows.clear(connection, conversation_id)
    if token is None:
        raise IdentityExpired(conversation_id)
    return Proof(token, _identity(row))


async def renew(conversation_id: str, *, refused: str) -> None:
    """Exchange a token the shop refuses before its time (revoked, or its clock is ahead) for another.

    Raises:
        IdentityExpired: there is no other; the conversation is a guest's again.
    """
    async with rows.locked(conversation_id) as (connection, row):
        if row.token and unseal(row.token) != refused:
            return  # somebody else renewed it meanwhile
        over = replace(row, expires_at=datetime.now(timezone.utc))
        token = await _renew(connection, conversation_id, over)
        if token is None:
            await rows.clear(connection, conversation_id)
    if token is None:
        raise IdentityExpired(conversation_id)


async def verify_assertion(conversation_id: str, assertion: str) -> Identity:
    """Raise a conversation to verified by the site's signed assertion.

    Raises:
        AssertionRefused, OtherCustomer, BackendError
    """
    try:
        grant = await token_desk().grant_by_assertion(assertion, client=await client_of(conversation_id))
    except _REFUSED as exc:
        raise AssertionRefused(exc.code) from exc
    return await _keep(conversation_id, grant, turn_id=None)


async def recognise(
    turn: TurnContext, order_number: str, *, email: str | None = None, postcode: str | None = None
) -> Identity:
    """Recognise a guest by an order's number and the e-mail address or postcode on it.

    Raises:
        NotRecognised: they do not belong together, or there is no such order: the same answer for both.
        TooMany: too many attempts for this order or by this client.
    """
    known = await current(turn.conversation_id)
    if known.level is Level.VERIFIED:
        return known
    client = await client_of(turn.conversation_id)
    try:
        grant = await token_desk().grant_by_order(order_number, client=client, email=email, postcode=postcode)
    except _REFUSED as exc:
        raise NotRecognised(exc.code) from exc
    return await _keep(turn.conversation_id, grant, turn_id=turn.turn_id)


async def send_code(turn: TurnContext, email: str) -> None:
    """Send a one-time code to that address if it has an account; nobody learns here whether it has.

    Raises:
        TooMany: too many codes for this address.
    """
    verification_id = await token_desk().send_code(email, client=await client_of(turn.conversation_id))
    await rows.open_code(turn.conversation_id, verification_id)


async def redeem_code(turn: TurnContext) -> Identity:
    """Redeem the one-time code this turn's message holds; the same turn again finds itself verified.

    Raises:
        CodeRefused: with the reason.
        OtherCustomer: the code is good, but of another customer than this conversation's.
    """
    row = await rows.load(turn.conversation_id)
    if row.redeemed_turn == turn.turn_id and row.level == Level.VERIFIED.value:
        return _identity(row)
    secret = await rows.secret_of(turn.turn_id)
    if row.verification_id is None or secret is None:
        raise CodeRefused(CodeFault.NONE_OPEN)
    if not row.code_open:
        raise CodeRefused(CodeFault.EXPIRED)
    try:
        client = await client_of(turn.conversation_id)
        grant = await token_desk().grant_by_code(row.verification_id, code=unseal(secret), client=client)
    except _REFUSED as exc:
        raise CodeRefused(CodeFault.EXPIRED if exc.code in _SPENT_CODES else CodeFault.WRONG) from exc
    return await _keep(turn.conversation_id, grant, turn_id=turn.turn_id)


_SPENT_CODES = {"code_expired", "code_used", "code_spent", "too_many_attempts"}


async def drop(conversation_id: str) -> None:
    """Back to guest, at the site's logout. The customer stays noted: nobody else may go on in this conversation."""
    async with rows.locked(conversation_id) as (connection, _):
        await rows.clear(connection, conversation_id)


async def _renew(connection: AsyncConnection, conversation_id: str, row: rows.Row) -> str | None:
    if row.refresh:
        try:
            grant = await token_desk().grant_by_refresh(unseal(row.refresh), client=await client_of(conversation_id))
        except _REFUSED:
            return None
        except BackendUnavailable:
            if row.token and not _is_over(row.expires_at):
                return unseal(row.token)  # it still holds for some seconds; the next call tries again
            raise
        await rows.store(connection, conversation_id, grant=_sealed(grant), redeemed_turn=row.redeemed_turn)
        return grant.token
    return unseal(row.token) if row.token and not _is_over(row.expires_at) else None


async def _keep(conversation_id: str, grant: Grant, *, turn_id: int | None) -> Identity:
    async with rows.locked(conversation_id) as (connection, _):
        await rows.store(connection, conversation_id, grant=_sealed(grant), redeemed_turn=turn_id)
    log.info("identity_reached", conversation_id=conversation_id, identity=grant.level)
    return _identity(await rows.load(conversation_id))


def _sealed(grant: Grant) -> rows.SealedGrant:
    return rows.SealedGrant(
        level=Level(grant.level).value,
        customer_id=grant.customer_id,
        order_number=grant.order_number,
        token=seal(grant.token),
        refresh=seal(grant.refresh) if grant.refresh else None,
        expires_at=grant.expires_at,
    )


def _identity(row: rows.Row) -> Identity:
    return Identity(Level(row.level), row.customer_id, row.order_number, row.expires_at, row.code_open)


def _is_over(moment: datetime | None, *, ahead: timedelta = timedelta()) -> bool:
    return moment is not None and moment <= datetime.now(timezone.utc) + ahead
