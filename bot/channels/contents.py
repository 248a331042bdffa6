"""Make of what a customer sent what may be stored: free of secrets, a code sealed, a button read."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from datetime import datetime, timezone

from helpline import buttons
from helpline.conversations.conversations import Conversation
from helpline.conversations.inbox import Incoming, Kind
from helpline.identity.cipher import seal
from helpline.redaction import DOTS, mask_contacts, redact_secrets
from helpline.settings import settings

_CODE = re.compile(r"(?:\d[ -]?){5}\d")
_CODE_ASKED = ("code", "identity_code")


def with_text(incoming: Incoming, content: str, conversation: Conversation) -> Incoming:
    """A text without what nobody may keep; six bare digits while a code is awaited are that code."""
    digits = bare_code(content)
    if digits and (incoming.kind is Kind.CODE or code_is_open(conversation)):
        return replace(incoming, kind=Kind.CODE, text=DOTS, secret=seal(digits), shown=DOTS)
    text = redact_secrets(content)
    return replace(incoming, text=text, shown=mask_contacts(text))


def with_button(incoming: Incoming, token: str) -> Incoming:
    """What a pressed button means.

    Raises:
        ButtonRefused: not of this conversation, or too old.
    """
    button = buttons.read(token, incoming.conversation_id)
    return replace(
        incoming,
        text=button.title,
        payload=button.payload,
        nonce=button.nonce,
        confirmation_id=button.confirmation_id,
        shown=button.title,
    )


def bare_code(text: str) -> str | None:
    """The six digits a text consists of; None for any other text."""
    if not _CODE.fullmatch(text.strip()):
        return None
    return "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdigit())


def code_was_asked(conversation: Conversation) -> bool:
    """Also after the code's time is over: the dialogue then says so, and the digits stay secret."""
    return conversation.asks in _CODE_ASKED or conversation.code_expires_at is not None


def code_is_open(conversation: Conversation) -> bool:
    """Whether six bare digits are a code now."""
    expires = conversation.code_expires_at
    return conversation.asks in _CODE_ASKED or (expires is not None and expires > datetime.now(timezone.utc))


def digest(*content: str) -> str:
    """A name for what was sent, by which the same is known again.

    Keyed: a plain hash of six digits would give a one-time code away to anyone who reads the table.
    """
    key = settings().chat_token_key.get_secret_value().encode()[:64]
    return hashlib.blake2b("\n".join(content).encode("utf-8", "replace"), key=key, digest_size=20).hexdigest()
