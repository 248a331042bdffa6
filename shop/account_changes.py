"""Change a customer's name, default address and newsletter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import Field
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import customers
from shop.bodies import Body
from shop.postal import PostalAddress, checked
from shop.previews import must_match, preview_id
from shop.problems import Problem
from shop.replies import AccountPreview, Customer

_FIELDS = ("first_name", "last_name", "newsletter", "address")


class AccountRequest(Body):
    first_name: str | None = Field(None, min_length=1, max_length=100)
    last_name: str | None = Field(None, min_length=1, max_length=100)
    newsletter: bool | None = None
    address: PostalAddress | None = None
    preview_id: str | None = Field(None, max_length=100)


@dataclass(frozen=True)
class Plan:
    """The fields that would change."""

    customer_id: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def preview_id(self) -> str:
        return preview_id("account", [self.customer_id, self.before, self.after])


def preview(connection: Connection, customer_id: str, request: AccountRequest) -> AccountPreview:
    """Raises: Problem, see `_plan`."""
    plan = _plan(connection, customer_id, request)
    return AccountPreview(preview_id=plan.preview_id, before=plan.before, after=plan.after)


def change(connection: Connection, customer_id: str, request: AccountRequest) -> Customer:
    """Raises: Problem 409 `preview_stale`, or see `_plan`."""
    plan = _plan(connection, customer_id, request)
    must_match(request.preview_id, plan.preview_id)
    for name, value in plan.after.items():  # names of our own, never the caller's
        stored = json.dumps(value) if name == "address" else value
        kind = "jsonb" if name == "address" else "boolean" if name == "newsletter" else "text"
        update = text(f"UPDATE shop.customers SET {name} = cast(:value AS {kind}) WHERE id = :id")
        connection.execute(update, {"value": stored, "id": customer_id})
    return customers.read(connection, customer_id)


def _plan(connection: Connection, customer_id: str, request: AccountRequest) -> Plan:
    """Raises: Problem 409 `nothing_to_change`, 422 `address_invalid`."""
    connection.execute(text("SELECT 1 FROM shop.customers WHERE id = :id FOR UPDATE"), {"id": customer_id})
    now = customers.read(connection, customer_id).dict()
    wanted = {name: getattr(request, name) for name in _FIELDS if getattr(request, name) is not None}
    if request.address:
        wanted["address"] = checked(request.address)
    after = {name: value for name, value in wanted.items() if value != now[name]}
    if not after:
        raise Problem(409, "nothing_to_change", "Everything is like that already.")
    return Plan(customer_id, {name: now[name] for name in after}, after)
