"""Show customers to themselves and to the staff, and let them change what is theirs."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Body

from shop import account_changes, customers, data_exports, email_changes, erasure, orders
from shop.account_changes import AccountRequest
from shop.callers import Role
from shop.database import transaction
from shop.email_changes import EmailRequest
from shop.erasure import DeletionRequest
from shop.grants import admit, record
from shop.idempotency import Write, once
from shop.problems import not_found
from shop.replies import AccountPreview, Customer, DeletionPreview, Order, Page, State, Verification
from shop.routes.inputs import Id, Key, KeyUnlessPreview, Part, Status, Who

router = APIRouter(prefix="/customers", tags=["customers"])
_NO_BODY = Body(DeletionRequest(preview_id=None))


@router.get("/me", response_model=Customer)
def read_me(who: Who) -> Customer:
    who.must_be_verified()
    with transaction() as connection:
        admit(connection, who)
        return customers.read(connection, who.name)


@router.patch("/me", response_model=Customer | AccountPreview)
def change_me(request: AccountRequest, key: KeyUnlessPreview, who: Who, preview: bool = False) -> Any:
    """With `preview=true` nothing changes, no key is needed, and the answer is what would happen."""
    who.must_be_verified()
    if preview or key is None:
        with transaction() as connection:
            admit(connection, who)
            return account_changes.preview(connection, who.name, request)
    write = Write(who, key, ["account", request.dict()])
    return once(write, lambda connection: account_changes.change(connection, who.name, request))


@router.delete("/me", response_model=State | DeletionPreview)
def delete_me(key: KeyUnlessPreview, who: Who, request: DeletionRequest = _NO_BODY, preview: bool = False) -> Any:
    who.must_be_verified()
    if preview or key is None:
        with transaction() as connection:
            admit(connection, who)
            return erasure.preview(connection, who.name)
    write = Write(who, key, ["deletion", request.dict()])
    return once(write, lambda connection: erasure.erase(connection, who.name, request), status=202)


@router.post("/me/export", response_model=State)
def export_me(key: Key, who: Who) -> Any:
    """A link to all of it, by mail to the address on file."""
    who.must_be_verified()
    return once(Write(who, key, ["export"]), lambda c: data_exports.mail_link(c, who.name), status=202)


@router.post("/me/email-change", response_model=Customer | Verification)
def change_email(request: EmailRequest, key: Key, who: Who) -> Any:
    """The new address first, then the code that came there."""
    who.must_be_verified()
    write = Write(who, key, ["email-change", request.email, request.verification_id, request.code])
    new = request.email
    if new is not None:
        return once(write, lambda connection: email_changes.begin(connection, who.name, new), status=202)
    return once(write, lambda connection: email_changes.finish(connection, who.name, request))


@router.get("/{customer_id}", response_model=Customer)
def read_customer(customer_id: Id, who: Who) -> Customer:
    who.must_be(Role.STAFF)
    with transaction() as connection:
        record(connection, who.id, action="customer_read", subject=customer_id)
        return customers.read(connection, customer_id)


@router.get("/{customer_id}/orders", response_model=Page[Order])
def read_customer_orders(customer_id: Id, part: Part, who: Who, status: Status = None) -> Page[Order]:
    who.must_be(Role.STAFF)
    with transaction() as connection:
        if not customers.exists(connection, customer_id):
            raise not_found("customer")
        record(connection, who.id, action="orders_read", subject=customer_id)
        return orders.page(connection, customer_id, status=status.value if status else None, cut=part)
