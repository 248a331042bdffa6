"""Say whether this assistant lives, and whether it can work."""

from __future__ import annotations

import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import text

from bot.channels.webchat_problems import is_away
from helpline.db import async_engine

_PATIENCE_SECONDS = 3.0


def health() -> Blueprint:
    """`/health/live`: the process answers. `/health/ready`: messages are worked on, and the database answers."""
    blueprint = Blueprint("health", url_prefix="/health")

    @blueprint.get("/live")
    async def live(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @blueprint.get("/ready")
    async def ready(request: Request) -> HTTPResponse:
        working = getattr(request.app.ctx, "helpline_ready", False)
        parts = {
            "turns": bool(working() if callable(working) else working),
            "database": await _database_answers(),
        }
        well = all(parts.values())
        return json({"status": "ok" if well else "not ready", **parts}, status=200 if well else 503)

    return blueprint


async def _database_answers() -> bool:
    try:
        await asyncio.wait_for(_ask(), _PATIENCE_SECONDS)
    except Exception as exc:
        if not is_away(exc):
            raise
        return False
    return True


async def _ask() -> None:
    async with async_engine().connect() as connection:
        await connection.execute(text("SELECT 1"))
