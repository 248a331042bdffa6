"""Tell what became of an idempotency key."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Path

from shop import effects
from shop.callers import Caller, Role, caller
from shop.database import transaction
from shop.grants import admit
from shop.replies import Effect

router = APIRouter(prefix="/effects", tags=["effects"])


@router.get("/{key:path}", response_model=Effect)
def read_effect(key: str = Path(max_length=255), who: Caller = Depends(caller)) -> Effect:
    if who.role is Role.CUSTOMER:
        who.must_be_verified()
    with transaction() as connection:
        admit(connection, who)
        return effects.read(connection, key, who)
