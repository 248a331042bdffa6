"""Sign the token that names a web chat's conversation, and read it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

from helpline.errors import HelplineError
from helpline.settings import settings

_AUDIENCE = "helpline-webchat"
_ALGORITHM = "HS256"
_CLAIMS = ["aud", "sub", "iat", "exp", "first"]


class ChatTokenRefused(HelplineError):
    """The token is missing, forged, for something else, or past its time."""


@dataclass(frozen=True)
class ChatToken:
    """One token as read; `first_issued_at` survives renewals and bounds them."""

    conversation_id: str
    expires_at: datetime
    first_issued_at: datetime


@dataclass(frozen=True)
class IssuedToken:
    """What a client is given."""

    token: str
    expires_at: datetime


def issue(conversation_id: str) -> IssuedToken:
    """A token for a conversation that has just begun."""
    return _sign(conversation_id, first=_now())


def renew(token: ChatToken) -> IssuedToken:
    """A fresh token for the same conversation, never living longer than the days it may have in all.

    Raises:
        ChatTokenRefused: those days are over.
    """
    if _now() >= _last_day(token.first_issued_at):
        raise ChatTokenRefused("the conversation is too old")
    return _sign(token.conversation_id, first=token.first_issued_at)


def read(token: str) -> ChatToken:
    """The conversation a token names.

    Raises:
        ChatTokenRefused: wrong signature, algorithm, audience or shape, or expired.
    """
    key = settings().chat_token_key.get_secret_value()
    try:
        claims = jwt.decode(token, key, algorithms=[_ALGORITHM], audience=_AUDIENCE, options={"require": _CLAIMS})
        first, expires = _time(claims["first"]), _time(claims["exp"])
    except (jwt.InvalidTokenError, TypeError, ValueError, OverflowError) as exc:
        raise ChatTokenRefused(type(exc).__name__) from exc
    return ChatToken(claims["sub"], expires, first)


def _sign(conversation_id: str, *, first: datetime) -> IssuedToken:
    now = _now()
    expires = min(now + timedelta(hours=settings().chat_token_hours), _last_day(first))
    claims = {
        "aud": _AUDIENCE,
        "sub": conversation_id,
        "iat": int(now.timestamp()),
        "exp": int(expires.timestamp()),
        "first": int(first.timestamp()),
    }
    key = settings().chat_token_key.get_secret_value()
    return IssuedToken(jwt.encode(claims, key, algorithm=_ALGORITHM), _time(claims["exp"]))


def _last_day(first: datetime) -> datetime:
    return first + timedelta(days=settings().chat_token_days_in_all)


def _time(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(type(seconds).__name__)
    return datetime.fromtimestamp(seconds, timezone.utc)


def _now() -> datetime:
    return datetime.now(timezone.utc)
