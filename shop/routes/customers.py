"""Show customers to themselves and to the staff."""

from __future__ import annotations

from fastapi import APIRouter

from shop import customers, orders
from shop.callers import Role
from shop.database import transaction
from shop.grants import admit, record
from shop.problems import not_found
from shop.replies import Customer, Order, Page
from shop.routes.inputs import Id, Part, Status, Who

router = APIRouter(prefix="/customers", tags=["customers"])


@router.get("/me", response_model=Customer)
def read_me(who: Who) -> Customer:
    who.must_be_verified()
    with transaction() as connection:
        admit(connection, who)
        return customers.read(connection, who.name)


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
