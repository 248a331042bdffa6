"""Put the shop's API together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shop import faults
from shop.expiry import forget_now_and_then
from shop.intake import Gate, Measure, Metrics
from shop.routes import customers, effects, health, identity, orders, products, tickets
from shop.settings import shop_settings

_ROUTERS = (identity.router, customers.router, orders.router, products.router, tickets.router, effects.router)


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
    for router in (*_ROUTERS, health.router):
        app.include_router(router, prefix="/v1")
    app.include_router(health.router, include_in_schema=False)
    faults.install(app)
    app.state.metrics = Metrics()
    app.add_middleware(Gate, largest_body=shop_settings().largest_body)
    app.add_middleware(Measure, metrics=app.state.metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with forget_now_and_then():
        yield
