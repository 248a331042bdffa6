"""Sign a button so that only its own conversation can press it, once and in time.

A token is `<body>.<signature>`, both base64url: the body a JSON list of nonce, expiry, title, payload and the id of the
confirmation it answers; the signature HMAC-SHA256 over conversation and body. That it is used once is the inbox's
business: the nonce is unique there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass

from helpline.errors import HelplineError
from helpline.settings import settings

_LONGEST = 4_000


class ButtonRefused(HelplineError):
    """A button cannot be pressed: see the two kinds."""


class ButtonInvalid(ButtonRefused):
    """The token was not made here, or not for this conversation."""


class ButtonExpired(ButtonRefused):
    """The button's time is over."""


@dataclass(frozen=True)
class Button:
    """What pressing it means: a Rasa payload (`/affirm`, `/inform{…}`), and the confirmation it answers."""

    payload: str
    title: str
    nonce: str
    confirmation_id: str | None


def mint(
    conversation_id: str, payload: str, *, title: str, confirmation_id: str | None = None, minutes: float = 30
) -> str:
    """A token for one button of one conversation, good for that many minutes."""
    fields = [secrets.token_urlsafe(12), int(time.time() + minutes * 60), title, payload, confirmation_id]
    body = _encode(json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode())
    return f"{body}.{_signature(conversation_id, body)}"


def read(token: str, conversation_id: str) -> Button:
    """What a pressed button means.

    Raises:
        ButtonInvalid: wrong signature, or another conversation's.
        ButtonExpired: its time is over.
    """
    body, _, signature = token.partition(".")
    expected = _signature(conversation_id, body)
    if len(token) > _LONGEST or not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
        raise ButtonInvalid("signature")
    try:
        nonce, expires, title, payload, confirmation_id = json.loads(_decode(body))
    except (binascii.Error, ValueError) as exc:
        raise ButtonInvalid("shape") from exc
    if time.time() >= expires:
        raise ButtonExpired("time")
    return Button(payload, title, nonce, confirmation_id)


def _signature(conversation_id: str, body: str) -> str:
    key = settings().button_key.get_secret_value().encode()
    message = f"{conversation_id}\n{body}".encode("utf-8", "replace")
    return _encode(hmac.new(key, message, hashlib.sha256).digest())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
