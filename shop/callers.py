"""Tell who calls: a service, a customer or a member of the staff."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import Enum

import jwt
from fastapi import Request

from helpline.settings import settings
from shop.problems import Problem, not_allowed, too_low

STAFF_AUDIENCE = "shop-staff"
CUSTOMER_AUDIENCE = "shop-customer"
_ALGORITHM = "HS256"


class Role(str, Enum):
    SERVICE = "service"
    CUSTOMER = "customer"
    STAFF = "staff"


class Level(str, Enum):
    RECOGNISED = "recognised"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Caller:
    """Whoever sent the request.

    Args:
        name: of the service, the customer's id, or the agent's name.
        order_number: the one order of a recognised customer.
        grant_id: of a customer; it can be revoked.
    """

    role: Role
    name: str
    level: Level | None = None
    order_number: str | None = None
    grant_id: str | None = None

    @property
    def id(self) -> str:
        return f"{self.role.value}:{self.name}"

    def must_be(self, *roles: Role) -> None:
        """Raises: Problem 403 for any other role."""
        if self.role not in roles:
            raise not_allowed()

    def must_be_verified(self, *others: Role) -> None:
        """Only verified customers, and `others`. Raises: Problem 403."""
        self.must_be(Role.CUSTOMER, *others)
        if self.role is Role.CUSTOMER and self.level is not Level.VERIFIED:
            raise too_low()


async def caller(request: Request) -> Caller:
    """The caller named by the request's bearer token (a FastAPI dependency).

    Raises:
        Problem: 401 for no token, an unknown or an expired one.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "unauthenticated", "Send a bearer token.")
    return read_token(token.strip())


def read_token(token: str) -> Caller:
    """Raises: Problem 401."""
    if hmac.compare_digest(token.encode(), settings().shop_service_token.get_secret_value().encode()):
        return Caller(Role.SERVICE, "assistant")
    try:
        audience = jwt.decode(token, options={"verify_signature": False}).get("aud")
        return _staff(token) if audience == STAFF_AUDIENCE else _customer(token)
    except jwt.ExpiredSignatureError as exc:
        raise Problem(401, "token_expired", "The token has expired.") from exc
    except (jwt.PyJWTError, KeyError, ValueError) as exc:
        raise Problem(401, "unauthenticated", "The token is not known.") from exc


def _staff(token: str) -> Caller:
    key = settings().shop_staff_token.get_secret_value()
    claims = jwt.decode(token, key, [_ALGORITHM], {"require": ["exp", "sub"]}, audience=STAFF_AUDIENCE)
    return Caller(Role.STAFF, str(claims["sub"])[:100])


def _customer(token: str) -> Caller:
    key = settings().shop_token_key.get_secret_value()
    claims = jwt.decode(token, key, [_ALGORITHM], {"require": ["exp", "sub"]}, audience=CUSTOMER_AUDIENCE)
    level = Level(claims["level"])
    return Caller(Role.CUSTOMER, claims["sub"], level, claims.get("order"), claims["grant"])
