"""Make of a customer's message what may be stored, and store it once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timezone

from bot.channels.webchat_parsing import Message, bare_code
from bot.channels.webchat_problems import Refusal, Refused
from helpline import buttons, limits
from helpline.conversations import conversations, inbox
from helpline.conversations.conversations import Conversation
from helpline.conversations.inbox import Accepted, Incoming, Kind
from helpline.identity.cipher import seal
from helpline.redaction import DOTS, mask_contacts, redact_secrets
from helpline.settings import settings

CHANNEL = "webchat"
_CODE_ASKED = ("code", "identity_code")


async def take_in(conversation_id: str, message: Message) -> Accepted:
    """Store the message; the same one again gets the same answer, whatever became of its button or the limits since.

    Raises:
        TooMany, IdReused, ButtonRefused, ButtonUsed, ConversationEnded, UnknownConversation
        Refused: a code that nobody asked for.
    """
    incoming = Incoming(conversation_id, CHANNEL, message.id, message.kind, _digest(conversation_id, message))
    found = await inbox.find(incoming)
    if found:
        return found
    await limits.count(f"messages:{conversation_id}", limit=settings().chat_messages_per_minute, seconds=60)
    return await inbox.accept(await _complete(incoming, message.content))


async def _complete(incoming: Incoming, content: str) -> Incoming:
    if incoming.kind is Kind.BUTTON:
        return _with_button(incoming, content)
    conversation = await conversations.load(incoming.conversation_id)
    if incoming.kind is Kind.CODE and not _was_asked(conversation):
        raise Refused(Refusal.CODE_NOT_ASKED, field="code")
    digits = bare_code(content)
    if digits and (incoming.kind is Kind.CODE or _is_open(conversation)):
        return replace(incoming, kind=Kind.CODE, text=DOTS, secret=seal(digits), shown=DOTS)
    text = redact_secrets(content)
    return replace(incoming, text=text, shown=mask_contacts(text))


def _with_button(incoming: Incoming, token: str) -> Incoming:
    button = buttons.read(token, incoming.conversation_id)
    return replace(
        incoming,
        text=button.title,
        payload=button.payload,
        nonce=button.nonce,
        confirmation_id=button.confirmation_id,
        shown=button.title,
    )


def _was_asked(conversation: Conversation) -> bool:
    """Also after the code's time is over: the dialogue then says so, and the digits stay secret."""
    return conversation.asks in _CODE_ASKED or conversation.code_expires_at is not None


def _is_open(conversation: Conversation) -> bool:
    expires = conversation.code_expires_at
    return conversation.asks in _CODE_ASKED or (expires is not None and expires > datetime.now(timezone.utc))


def _digest(conversation_id: str, message: Message) -> str:
    # Keyed: a plain hash of six digits would give a one-time code away to anyone who reads the table.
    key = settings().chat_token_key.get_secret_value().encode()[:64]
    content = "\n".join((conversation_id, message.id, message.kind.value, message.content))
    return hashlib.blake2b(content.encode(), key=key, digest_size=20).hexdigest()
