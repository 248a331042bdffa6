"""Grant customer tokens, renew them by rotating refreshes, and end them when they lie idle."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
from sqlalchemy import text
from sqlalchemy.engine import Connection

from helpline.settings import settings
from shop.callers import CUSTOMER_AUDIENCE, Caller, Level, Role
from shop.problems import Problem
from shop.settings import shop_settings


@dataclass(frozen=True)
class Grant:
    """One proof of identity. A grant with an order number is a recognised guest's."""

    id: str
    customer_id: str
    order_number: str | None = None

    @property
    def level(self) -> Level:
        return Level.RECOGNISED if self.order_number else Level.VERIFIED


def open_grant(connection: Connection, customer_id: str, *, proof: str, order_number: str | None = None) -> Grant:
    grant = Grant(secrets.token_urlsafe(16), customer_id, order_number)
    connection.execute(
        text("INSERT INTO shop.grants (id, customer_id, order_number, proof) VALUES (:id, :customer, :order, :proof)"),
        {"id": grant.id, "customer": customer_id, "order": order_number, "proof": proof},
    )
    record(connection, "service:assistant", action=f"granted_by_{proof}", subject=order_number or customer_id)
    return grant


def token_reply(connection: Connection, grant: Grant) -> dict[str, Any]:
    """A new token, and for a verified customer the refresh that renews it."""
    expires = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(minutes=shop_settings().token_minutes)
    claims = {"aud": CUSTOMER_AUDIENCE, "sub": grant.customer_id, "level": grant.level.value, "grant": grant.id}
    if grant.order_number:
        claims["order"] = grant.order_number
    token = jwt.encode({**claims, "exp": expires}, settings().shop_token_key.get_secret_value(), "HS256")
    reply = {"token": token, "level": grant.level.value, "expires_at": expires.isoformat().replace("+00:00", "Z")}
    if grant.order_number:
        return {**reply, "order_number": grant.order_number}
    return {**reply, "customer_id": grant.customer_id, "refresh": _new_refresh(connection, grant)}


def renew(connection: Connection, refresh: str) -> Grant:
    """Use a refresh up. One that comes again after the leeway has been stolen or lost: its grant ends.

    Raises:
        Problem: 403 `refresh_refused`.
    """
    found = connection.execute(_FIND_REFRESH, _figures(digest=_digest(refresh))).mappings().one_or_none()
    if found is None or found["ended"]:
        raise _refused()
    if found["replayed"]:
        raise StolenRefresh(found["id"])
    connection.execute(
        text("UPDATE shop.refreshes SET used_at = coalesce(used_at, clock_timestamp()) WHERE digest = :digest"),
        {"digest": _digest(refresh)},
    )
    connection.execute(
        text("UPDATE shop.grants SET last_seen_at = clock_timestamp() WHERE id = :id"), {"id": found["id"]}
    )
    return Grant(found["id"], found["customer_id"])


class StolenRefresh(Exception):
    """A refresh came twice; the caller revokes its grant in a transaction that is kept."""

    def __init__(self, grant_id: str) -> None:
        super().__init__(grant_id)
        self.grant_id = grant_id


def revoke(connection: Connection, grant_id: str) -> Problem:
    """End a grant with all its tokens; returns the answer for whoever caused it."""
    connection.execute(text("UPDATE shop.grants SET revoked_at = clock_timestamp() WHERE id = :id"), {"id": grant_id})
    return _refused()


def admit(connection: Connection, caller: Caller) -> None:
    """Check that a customer's grant still stands, and note that it is in use.

    Raises:
        Problem: 401 for one revoked or wiped by a new seed.
    """
    if caller.role is not Role.CUSTOMER:
        return
    found = connection.execute(
        text(
            "SELECT last_seen_at < clock_timestamp() - interval '1 minute' AS stale FROM shop.grants"
            " WHERE id = :id AND revoked_at IS NULL"
        ),
        {"id": caller.grant_id},
    ).one_or_none()
    if found is None:
        raise Problem(401, "unauthenticated", "The token was revoked.")
    if found.stale:
        connection.execute(
            text("UPDATE shop.grants SET last_seen_at = clock_timestamp() WHERE id = :id"), {"id": caller.grant_id}
        )


def record(connection: Connection, actor: str, *, action: str, subject: str) -> None:
    """One line of the audit trail."""
    connection.execute(
        text("INSERT INTO shop.audit (actor, action, subject) VALUES (:actor, :action, :subject)"),
        {"actor": actor, "action": action, "subject": subject},
    )


_FIND_REFRESH = text(
    """
    SELECT g.id, g.customer_id,
      g.revoked_at IS NOT NULL OR g.last_seen_at < clock_timestamp() - :idle * interval '1 minute' AS ended,
      coalesce(r.used_at < clock_timestamp() - :leeway * interval '1 second', false) AS replayed
    FROM shop.refreshes r JOIN shop.grants g ON g.id = r.grant_id
    WHERE r.digest = :digest FOR UPDATE
    """
)


def _figures(**more: Any) -> dict[str, Any]:
    figures = shop_settings()
    return {"idle": figures.refresh_idle_minutes, "leeway": figures.refresh_leeway_seconds, **more}


def _new_refresh(connection: Connection, grant: Grant) -> str:
    refresh = secrets.token_urlsafe(32)
    connection.execute(
        text("INSERT INTO shop.refreshes (digest, grant_id) VALUES (:digest, :grant)"),
        {"digest": _digest(refresh), "grant": grant.id},
    )
    return refresh


def _digest(refresh: str) -> bytes:
    return hashlib.sha256(refresh.encode()).digest()


def _refused() -> Problem:
    return Problem(403, "refresh_refused", "This refresh is not valid any more.")
