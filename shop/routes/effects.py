"""Tell what became of an idempotency key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from shop import effects
from shop.callers import Role
from shop.database import transaction
from shop.grants import admit
from shop.replies import Effect
from shop.routes.inputs import Who

router = APIRouter(prefix="/effects", tags=["effects"])


@router.get("/{key:path}", response_model=Effect)
def read_effect(key: Annotated[str, Path(max_length=255)], who: Who) -> Effect:
    if who.role is Role.CUSTOMER:
        who.must_be_verified()
    with transaction() as connection:
        admit(connection, who)
        return effects.read(connection, key, who)
