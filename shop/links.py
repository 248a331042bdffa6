"""Sign links that open one thing for a while, to whoever has them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import jwt

from helpline.settings import settings
from shop.problems import not_found
from shop.replies import Link

_ALGORITHM = "HS256"


def make(purpose: str, subject: str, *, minutes: int) -> Link:
    """A link under `/v1/links`."""
    expires = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(minutes=minutes)
    claims = {"aud": f"shop-link-{purpose}", "sub": subject, "exp": expires}
    token = jwt.encode(claims, settings().shop_token_key.get_secret_value(), _ALGORITHM)
    url = f"{settings().address('shop')}/v1/links/{purpose}/{token}"
    return Link(url=url, expires_at=expires.isoformat().replace("+00:00", "Z"))


def subject_of(purpose: str, token: str) -> str:
    """What a link opens.

    Raises:
        Problem: 404 `link_not_found`: forged, expired, or for something else.
    """
    key = settings().shop_token_key.get_secret_value()
    try:
        claims = jwt.decode(token, key, [_ALGORITHM], {"require": ["exp", "sub"]}, audience=f"shop-link-{purpose}")
    except jwt.PyJWTError:
        raise not_found("link") from None
    return str(claims["sub"])
