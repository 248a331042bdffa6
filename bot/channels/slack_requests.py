"""Let in only what Slack has signed, and read it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from sanic.request import Request
from slack_sdk.signature import SignatureVerifier

from bot.channels.webchat_problems import Refusal, Refused
from helpline.settings import settings

MOST_BYTES = 512 * 1024  # an event with the whole message and its blocks; a form of a modal is smaller


def signed_body(request: Request) -> str:
    """The body as text, once its signature and its time (five minutes) are found right.

    Raises:
        Refused: 401 for a wrong or old signature, 413, 400.
    """
    body = request.body or b""
    if len(body) > MOST_BYTES:
        raise Refused(Refusal.BODY_TOO_LARGE)
    verifier = SignatureVerifier(settings().slack_signing_secret.get_secret_value())
    try:
        known = verifier.is_valid_request(body, dict(request.headers))
    except ValueError:  # a time that is no number
        known = False
    if not known:
        raise Refused(Refusal.SIGNATURE_REFUSED)
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refused(Refusal.NOT_JSON) from None


def event_envelope(request: Request) -> dict[str, Any]:
    """What the Events API sends: JSON."""
    return _object(signed_body(request))


def interaction(request: Request) -> dict[str, Any]:
    """What a button or a modal sends: a form with JSON in its field `payload`."""
    fields = parse_qs(signed_body(request), max_num_fields=20)
    return _object((fields.get("payload") or [""])[0])


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(Refusal.NOT_JSON) from None
    if not isinstance(found, dict):
        raise Refused(Refusal.NOT_JSON)
    return found
