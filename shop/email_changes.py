"""Give an account another e-mail address, proved by a code sent there; the old address is told."""

from __future__ import annotations

import secrets

from pydantic import Field, root_validator
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import codes, customers, limits, mailbox
from shop.bodies import Body
from shop.problems import Problem
from shop.replies import Customer, Verification
from shop.settings import shop_settings

_SHAPE = r"^[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s]{2,24}$"


class EmailRequest(Body):
    """Either the new address, or the code that came there."""

    email: str | None = Field(None, max_length=320, regex=_SHAPE)
    verification_id: str | None = Field(None, min_length=1, max_length=100)
    code: str | None = Field(None, min_length=1, max_length=20)

    @root_validator(skip_on_failure=True)
    @classmethod
    def _one_form(cls, values: dict[str, str | None]) -> dict[str, str | None]:
        given = {name for name, value in values.items() if value is not None}
        if given not in ({"email"}, {"verification_id", "code"}):
            raise ValueError(cls.__doc__)
        return values


def begin(connection: Connection, customer_id: str, email: str) -> Verification:
    """Mail a code to the new address; one that has an account already gets none, and nobody learns that here.

    Raises:
        Problem: 429 for more mails than an address may get in an hour.
    """
    limits.take(connection, [codes.mails(email)])
    verification_id, code = secrets.token_urlsafe(16), f"{secrets.randbelow(1_000_000):06d}"
    taken = connection.execute(_TAKEN, {"email": email}).first() is not None
    values = {
        "id": verification_id,
        "customer": None if taken else customer_id,
        "address": codes.digest_of(email),
        "code": codes.code_digest(verification_id, code),
        "email": email,
        "minutes": shop_settings().code_minutes,
    }
    connection.execute(_INSERT, values)
    body = f"Your code is {code}. It is valid for {shop_settings().code_minutes} minutes."
    mailbox.post(connection, email, subject="Confirm your new address", body=body, deliver=not taken)
    return Verification(verification_id=verification_id)


def finish(connection: Connection, customer_id: str, request: EmailRequest) -> Customer | Problem:
    """Redeem the code; a wrong one is returned, not raised: the attempt it counts must be committed."""
    verification_id, code = str(request.verification_id), str(request.code)
    found = codes.redeem_change(connection, verification_id, code, customer_id=customer_id)
    if isinstance(found, codes.Refused):
        return found.problem
    old = customers.read(connection, customer_id).email
    if connection.execute(_TAKEN, {"email": found}).first() is not None:
        raise Problem(403, "code_expired", "This code is not valid any more. Ask for a new one.")
    update = text("UPDATE shop.customers SET email = :email WHERE id = :id")
    connection.execute(update, {"email": found, "id": customer_id})
    body = "The e-mail address of your account was changed. If that was not you, please tell us at once."
    mailbox.post(connection, old, subject="Your e-mail address was changed", body=body)
    return customers.read(connection, customer_id)


_TAKEN = text("SELECT 1 FROM shop.customers WHERE lower(email) = lower(:email)")
_INSERT = text(
    "INSERT INTO shop.verification_codes (id, address_digest, customer_id, code_digest, new_email, expires_at)"
    " VALUES (:id, :address, :customer, :code, :email, clock_timestamp() + :minutes * interval '1 minute')"
)
