"""Prove an e-mail address by a one-time code, without telling whether it has an account."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from helpline.settings import settings
from shop import limits, mailbox
from shop.limits import Limit
from shop.problems import Problem
from shop.settings import shop_settings

_DAY = 24 * 3600


@dataclass(frozen=True)
class Refused:
    """A wrong or spent code. It is returned, not raised: the attempt it counts must be committed."""

    problem: Problem


def mails(email: str) -> Limit:
    return Limit("code_mails", _address(email), shop_settings().code_mails_per_hour)


def failures(email_or_digest: str | bytes) -> Limit:
    digest = email_or_digest if isinstance(email_or_digest, bytes) else digest_of(email_or_digest)
    return Limit("code_failures", digest.hex(), shop_settings().code_failures_per_day, _DAY)


def send(connection: Connection, email: str) -> str:
    """Make a code and mail it. The statements are the same whether or not the address has an account."""
    verification_id, code = secrets.token_urlsafe(16), f"{secrets.randbelow(1_000_000):06d}"
    owner = owner_of(connection, email)
    connection.execute(
        _INSERT,
        {
            "id": verification_id,
            "address": digest_of(email),
            "customer": owner,
            "code": code_digest(verification_id, code),
            "minutes": shop_settings().code_minutes,
        },
    )
    mailbox.post(
        connection,
        email,
        subject="Your code",
        body=f"Your code is {code}. It is valid for {shop_settings().code_minutes} minutes.",
        deliver=owner is not None,
    )
    return verification_id


def redeem(connection: Connection, verification_id: str, code: str) -> str | Refused:
    """The customer whose address the code went to, or why not."""
    found = _redeem(connection, verification_id, code, customer_id=None)
    return found if isinstance(found, Refused) else str(found["customer_id"])


def redeem_change(connection: Connection, verification_id: str, code: str, *, customer_id: str) -> str | Refused:
    """The new address that this customer's code went to, or why not."""
    found = _redeem(connection, verification_id, code, customer_id=customer_id)
    return found if isinstance(found, Refused) else str(found["new_email"])


def _redeem(
    connection: Connection, verification_id: str, code: str, *, customer_id: str | None
) -> Mapping[str, Any] | Refused:
    """A code that proves a new address signs nobody in, and one that signs in proves no new address."""
    row = connection.execute(_FIND, {"id": verification_id}).mappings().one_or_none()
    for_change = customer_id is not None
    spent = row is None or row["spent"] or row["attempts"] >= shop_settings().code_attempts
    if row is None or spent or (row["new_email"] is not None) is not for_change:
        return Refused(Problem(403, "code_expired", "This code is not valid any more. Ask for a new one."))
    address = bytes(row["address_digest"])
    limits.check(connection, failures(address))
    right = hmac.compare_digest(code_digest(verification_id, code), bytes(row["code_digest"]))
    good = right and row["customer_id"] is not None and customer_id in (None, row["customer_id"])
    connection.execute(_ATTEMPT, {"id": verification_id, "used": good})
    if good:
        return dict(row)
    limits.take(connection, [failures(address)])
    left = shop_settings().code_attempts - row["attempts"] - 1
    return Refused(Problem(403, "code_wrong", "This is not the code.", attempts_left=left))


_INSERT = text(
    "INSERT INTO shop.verification_codes (id, address_digest, customer_id, code_digest, expires_at)"
    " VALUES (:id, :address, :customer, :code, clock_timestamp() + :minutes * interval '1 minute')"
)
_FIND = text(
    "SELECT address_digest, customer_id, code_digest, attempts, new_email,"
    " used_at IS NOT NULL OR expires_at <= clock_timestamp() AS spent"
    " FROM shop.verification_codes WHERE id = :id FOR UPDATE"
)
_ATTEMPT = text(
    "UPDATE shop.verification_codes SET attempts = attempts + 1,"
    " used_at = CASE WHEN :used THEN clock_timestamp() END WHERE id = :id"
)


def owner_of(connection: Connection, email: str) -> str | None:
    """Nobody where two accounts share the address: a code must not choose between them."""
    found = connection.execute(
        text("SELECT id FROM shop.customers WHERE lower(email) = :email LIMIT 2"), {"email": _address(email)}
    ).all()
    return str(found[0].id) if len(found) == 1 else None


def _address(email: str) -> str:
    return email.strip().lower()


def digest_of(email: str) -> bytes:
    return hashlib.sha256(_address(email).encode()).digest()


def code_digest(verification_id: str, code: str) -> bytes:
    key = settings().shop_token_key.get_secret_value().encode()
    return hmac.digest(key, f"{verification_id}:{code}".encode(), "sha256")
