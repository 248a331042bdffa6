"""Say whether the shop lives, whether it can work, and how it fares."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from shop.database import transaction

router = APIRouter(tags=["health"])


@router.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "live"}


@router.get("/health/ready")
def ready() -> dict[str, str]:
    """Only with a database whose tables are there."""
    with transaction() as connection:
        connection.execute(text("SELECT 1 FROM shop.customers LIMIT 1"))
    return {"status": "ready"}


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
