"""Answer the calls of the web chat, one function each."""

from __future__ import annotations

from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.channels import webchat_parsing as parsing
from bot.channels.webchat_access import bearer, client_address
from bot.channels.webchat_events import EventStream
from bot.channels.webchat_intake import CHANNEL, take_in
from bot.channels.webchat_streams import Streams
from helpline import feedback, limits
from helpline.conversations import conversations, outbox, presence
from helpline.conversations.outbox import Draft
from helpline.conversations.presence import Typing
from helpline.db import async_engine
from helpline.feedback import Thumb
from helpline.identity import chat_tokens, identities
from helpline.identity.chat_tokens import IssuedToken
from helpline.identity.identities import Level
from helpline.logs import Log
from helpline.redaction import mask_contacts, redact_secrets
from helpline.settings import settings

log = Log("bot.webchat")
_PRIVATE = {"Cache-Control": "no-store"}
_STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the latter: nginx would hold events back
_PAGE, _LARGEST_PAGE = 50, 200
_PROOFS_PER_MINUTE = 10  # each is a request to the shop


async def begin(request: Request) -> HTTPResponse:
    """POST /conversations"""
    given = parsing.read_fields(request.body or b"{}", {}, {"assertion": parsing.signed})
    allowed = settings().chat_conversations_per_hour
    client = limits.address_key(client_address(request))
    await limits.count(client, limit=allowed, seconds=3_600)
    async with async_engine().begin() as connection:
        conversation_id = await conversations.create(connection, CHANNEL, client=client)
    level = Level.GUEST
    if given["assertion"]:
        level = await _verify_new(conversation_id, given["assertion"])
    issued = chat_tokens.issue(conversation_id)
    log.info("conversation_begun", conversation_id=conversation_id, identity=level.value)
    body = {"conversation_id": conversation_id, **_token(issued), "level": level.value}
    return json(body, status=201, headers=_PRIVATE)


async def renew_token(request: Request) -> HTTPResponse:
    """POST /conversations/current/token"""
    token = bearer(request)
    await conversations.load(token.conversation_id)
    return json(_token(chat_tokens.renew(token)), headers=_PRIVATE)


async def raise_identity(request: Request) -> HTTPResponse:
    """POST /conversations/current/identity"""
    token = bearer(request)
    given = parsing.read_fields(request.body, {"assertion": parsing.signed})
    conversation = await conversations.load(token.conversation_id)
    conversations.refuse_if_ended(conversation)
    await limits.count(f"identity:{conversation.id}", limit=_PROOFS_PER_MINUTE, seconds=60)
    identity = await identities.verify_assertion(conversation.id, given["assertion"])
    return json({"level": identity.level.value}, headers=_PRIVATE)


async def drop_identity(request: Request) -> HTTPResponse:
    """DELETE /conversations/current/identity"""
    token = bearer(request)
    await conversations.load(token.conversation_id)
    await identities.drop(token.conversation_id)
    return empty()


async def end(request: Request) -> HTTPResponse:
    """DELETE /conversations/current"""
    token = bearer(request)
    await conversations.load(token.conversation_id)
    async with async_engine().begin() as connection:
        if await conversations.end(connection, token.conversation_id):
            await outbox.append(connection, token.conversation_id, [Draft("ended", "system", {})])
    return empty()


async def send_message(request: Request) -> HTTPResponse:
    """POST /messages"""
    token = bearer(request)
    accepted = await take_in(token.conversation_id, parsing.read_message(request.body))
    return json({"seq": accepted.seq}, status=202, headers=_PRIVATE)


async def read_messages(request: Request) -> HTTPResponse:
    """GET /messages: `next` is where to go on, and null at the end of what there is now."""
    token = bearer(request)
    after = parsing.position(request.args.get("after"))
    limit = min(parsing.position(request.args.get("limit")) or _PAGE, _LARGEST_PAGE)
    await conversations.load(token.conversation_id)
    streams: Streams = request.app.ctx.webchat_streams
    entries = await streams.read(token.conversation_id, after, limit=limit + 1)
    items = [{"event": entry.kind, "data": entry.data} for entry in entries[:limit]]
    next_after = entries[limit - 1].seq if len(entries) > limit else None
    return json({"items": items, "next": next_after}, headers=_PRIVATE)


async def stream_events(request: Request) -> HTTPResponse | None:
    """GET /events"""
    token = bearer(request)
    after = parsing.position(request.headers.get("last-event-id") or request.args.get("after"))
    conversation = await conversations.load(token.conversation_id)
    if conversation.ended_at and after >= conversation.seq:
        return empty()  # 204 tells an EventSource not to come back
    streams: Streams = request.app.ctx.webchat_streams
    with streams.watch(token.conversation_id) as watcher:
        response: Any = await request.respond(content_type="text/event-stream; charset=utf-8", headers=_STREAM)
        await response.send(": hello\n\n")
        stream = EventStream(streams, token.conversation_id, after=after, until=token.expires_at.timestamp())
        await stream.run(watcher, response.send)
        await response.eof()
    return None


async def tell_typing(request: Request) -> HTTPResponse:
    """POST /typing"""
    token = bearer(request)
    given = parsing.read_fields(request.body, {"on": parsing.boolean})
    await presence.announce(Typing(token.conversation_id, "customer", given["on"]))
    return empty()


async def give_feedback(request: Request) -> HTTPResponse:
    """POST /feedback"""
    token = bearer(request)
    checks = {"message_id": parsing.message_number, "value": _thumb}
    given = parsing.read_fields(request.body, checks, {"comment": parsing.plain_text})
    comment = _keepable(given["comment"])
    await feedback.give_thumb(token.conversation_id, given["message_id"], thumb=given["value"], comment=comment)
    return empty()


async def rate(request: Request) -> HTTPResponse:
    """POST /rating"""
    token = bearer(request)
    given = parsing.read_fields(request.body, {"value": parsing.stars}, {"comment": parsing.plain_text})
    await feedback.rate(token.conversation_id, given["value"], comment=_keepable(given["comment"]))
    return empty()


async def _verify_new(conversation_id: str, assertion: str) -> Level:
    try:
        return (await identities.verify_assertion(conversation_id, assertion)).level
    except Exception:
        # Nobody got its token, so nobody can ever write in it.
        async with async_engine().begin() as connection:
            await conversations.end(connection, conversation_id)
        raise


def _token(issued: IssuedToken) -> dict[str, str]:
    return {"token": issued.token, "expires_at": issued.expires_at.isoformat().replace("+00:00", "Z")}


def _thumb(name: str, value: Any) -> Thumb:
    return Thumb(parsing.one_of([thumb.value for thumb in Thumb], name, value))


def _keepable(comment: str | None) -> str | None:
    return mask_contacts(redact_secrets(comment)) if comment else None
