"""Switch faults on and off; the routes are only there in development."""

from __future__ import annotations

from fastapi import APIRouter, Request

from shop.callers import Role
from shop.faults import Faults
from shop.routes.inputs import Who

router = APIRouter(prefix="/faults", tags=["faults"])


@router.get("", response_model=Faults)
async def read_faults(request: Request, who: Who) -> Faults:
    who.must_be(Role.SERVICE)
    return Faults(faults=request.app.state.switchboard.on())


@router.put("", response_model=Faults)
async def set_faults(faults: Faults, request: Request, who: Who) -> Faults:
    """Replaces everything that was on."""
    who.must_be(Role.SERVICE)
    request.app.state.switchboard.set(faults.faults)
    return faults
