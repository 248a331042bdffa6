"""Turn each kind of proof into a grant: assertion, code, refresh, or order number with an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import Field, root_validator
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import assertions, codes, customers, grants, limits, orders
from shop.bodies import Body
from shop.database import transaction
from shop.limits import Limit
from shop.numbers import LONGEST_NUMBER, loose_key_of
from shop.problems import Problem, not_found
from shop.settings import shop_settings

_FORMS = (
    {"assertion"},
    {"verification_id", "code"},
    {"refresh"},
    {"order_number", "email"},
    {"order_number", "postcode"},
)


class Proof(Body):
    """Exactly one of: assertion; verification_id and code; refresh; order_number and email or postcode."""

    assertion: str | None = Field(None, min_length=1, max_length=8000)
    verification_id: str | None = Field(None, min_length=1, max_length=100)
    code: str | None = Field(None, min_length=1, max_length=20)
    refresh: str | None = Field(None, min_length=1, max_length=200)
    order_number: str | None = Field(None, min_length=1, max_length=LONGEST_NUMBER)
    email: str | None = Field(None, min_length=1, max_length=320)
    postcode: str | None = Field(None, min_length=1, max_length=20)

    @root_validator(skip_on_failure=True)
    @classmethod
    def _one_form(cls, values: dict[str, Any]) -> dict[str, Any]:
        if {name for name, value in values.items() if value is not None} not in _FORMS:
            raise ValueError(cls.__doc__)
        return values


@dataclass(frozen=True)
class EndClient:
    """Who really asks, behind the service that calls: what limits count."""

    client: str | None
    conversation: str | None

    def limits(self, name: str, subject: str) -> list[Limit]:
        """The attempts left for a subject, a client and a conversation."""
        most = shop_settings().lookups_per_hour
        subjects = {f"{name}_subject": subject, f"{name}_client": self.client}
        subjects[f"{name}_conversation"] = self.conversation
        return [Limit(kind, value, most) for kind, value in subjects.items() if value]


def grant(proof: Proof, client: EndClient) -> dict[str, Any]:
    """The reply to a proof.

    Raises:
        Problem: 403 for one that proves nothing, 404 `order_not_matched`, 429.
    """
    if proof.assertion:
        return _by_assertion(proof.assertion)
    if proof.refresh:
        return _by_refresh(proof.refresh)
    if proof.code:
        return _by_code(str(proof.verification_id), proof.code)
    return _by_order(proof, client)


def _by_assertion(assertion: str) -> dict[str, Any]:
    with transaction() as connection:
        customer = assertions.customer_of(connection, assertion)
        if not customers.exists(connection, customer):
            raise not_found("customer")
        return grants.token_reply(connection, grants.open_grant(connection, customer, proof="assertion"))


def _by_refresh(refresh: str) -> dict[str, Any]:
    try:
        with transaction() as connection:
            return grants.token_reply(connection, grants.renew(connection, refresh))
    except grants.StolenRefresh as exc:
        with transaction() as connection:
            problem = grants.revoke(connection, exc.grant_id)
        raise problem from exc


def _by_code(verification_id: str, code: str) -> dict[str, Any]:
    with transaction() as connection:
        found = codes.redeem(connection, verification_id, code)
        if isinstance(found, str):
            return grants.token_reply(connection, grants.open_grant(connection, found, proof="code"))
    raise found.problem


def _by_order(proof: Proof, client: EndClient) -> dict[str, Any]:
    counted = client.limits("order", loose_key_of(str(proof.order_number)))
    with transaction() as connection:
        limits.take(connection, counted)
    with transaction() as connection:
        order = _matching(connection, proof)
        limits.give_back(connection, counted)
        opened = grants.open_grant(connection, order.customer_id, proof="order", order_number=order.number)
        return grants.token_reply(connection, opened)


def _matching(connection: Connection, proof: Proof) -> orders.OrderKey:
    not_matched = Problem(
        404, "order_not_matched", "There is no order with this number and e-mail address or postcode."
    )
    try:
        order = orders.find(connection, str(proof.order_number))
    except Problem as exc:
        raise not_matched from exc
    known = connection.execute(_KNOWN, {"number": order.number}).one()
    if proof.email is not None and proof.email.strip().lower() == known.email.strip().lower():
        return order
    if proof.postcode is not None and known.postcode and _plain(proof.postcode) == _plain(known.postcode):
        return order
    raise not_matched


_KNOWN = text(
    "SELECT c.email, o.address ->> 'postcode' AS postcode FROM shop.orders o"
    " JOIN shop.customers c ON c.id = o.customer_id WHERE o.number = :number"
)


def _plain(postcode: str) -> str:
    return re.sub(r"[\W_]", "", postcode).upper()
