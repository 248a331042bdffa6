"""Put the shop's API together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.types import ASGIApp

from helpline.settings import settings
from shop import failures
from shop.expiry import forget_now_and_then
from shop.faults import Switchboard, Trouble
from shop.intake import Gate, Measure, Metrics
from shop.postman import delivering
from shop.replies import ProblemDocument
from shop.routes import customers, effects, faults, health, identity, links, orders, products, tickets
from shop.settings import shop_settings

_SCHEMA = ProblemDocument.schema()
_ROUTERS = (identity.router, customers.router, orders.router, products.router, tickets.router, effects.router)


_BEARER = HTTPBearer(auto_error=False)  # for the OpenAPI document; shop.callers reads and refuses
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {"application/problem+json": {"schema": _SCHEMA}}}
    for status, description in {"4XX": "Refused; `code` says why.", "5XX": "Failed; nothing was stored."}.items()
}


def create_app() -> FastAPI:
    """The API under `/v1`; health and metrics are also at the root, where probes look for them."""
    app = FastAPI(
        title="Helpline reference shop",
        version="1",
        docs_url=None,  # both pages would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    for router in _ROUTERS:
        app.include_router(router, prefix="/v1", dependencies=[Depends(_BEARER)], responses=_PROBLEMS)
    app.include_router(links.router, prefix="/v1", responses=_PROBLEMS)
    app.include_router(health.router, prefix="/v1")
    app.include_router(health.router, include_in_schema=False)
    failures.install(app)
    app.state.metrics = Metrics()
    app.add_middleware(Gate, largest_body=shop_settings().largest_body)
    app.add_middleware(Measure, metrics=app.state.metrics)
    if settings().environment != "production":
        _allow_faults(app)
    return app


def create_server() -> ASGIApp:
    """The app behind its faults, which need the server's own connection: FastAPI would stand before any middleware."""
    app = create_app()
    return app if settings().environment == "production" else Trouble(app, app.state.switchboard)


def _allow_faults(app: FastAPI) -> None:
    app.include_router(faults.router, prefix="/v1", dependencies=[Depends(_BEARER)], responses=_PROBLEMS)
    app.state.switchboard = Switchboard()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with forget_now_and_then(), delivering():
        yield
