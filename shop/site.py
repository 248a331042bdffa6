"""Serve the demo shop page, and sign visitors in as whichever demo customer they choose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from helpline.logs import Log, configure_logs
from helpline.settings import ROOT, SettingsError, settings
from shop import demo
from shop.assertions import mint
from shop.database import transaction
from shop.problems import Problem, not_found

log = Log("shop.site")
router = APIRouter()
WEB = ROOT / "web"
NAME = "Kettle & Cloth"
_GRACE_SECONDS = 3


class SignIn(BaseModel):
    """Who the visitor chose to be: the demo shop asks for no password."""

    customer_id: str = Field(regex=r"^[^\x00-\x1f\ud800-\udfff]{1,200}$")  # what a database can be asked for


@router.get("/config.json")
def config() -> dict[str, str]:
    """Where the page finds its assistant."""
    return {"assistant": settings().address("assistant"), "shop": NAME}


@router.get("/customers")
def customers() -> dict[str, Any]:
    """Whom one can sign in as, and an order to ask about as a guest."""
    with transaction() as connection:
        return {"customers": demo.customers(connection), "guest_order": demo.guest_order(connection)}


@router.post("/sign-in")
def sign_in(choice: SignIn) -> dict[str, str]:
    """What a real site does for its signed-in customer: state to the assistant who it is."""
    with transaction() as connection:
        if not demo.exists(connection, choice.customer_id):
            raise not_found("customer")
    return {"assertion": mint(choice.customer_id)}


@router.get("/health/live")
def live() -> dict[str, str]:
    return {"status": "live"}


@router.get("/health/ready")
def ready() -> dict[str, str]:
    """Only with a shop to sign in to."""
    with transaction() as connection:
        demo.guest_order(connection)
    return {"status": "ready"}


def create_site() -> FastAPI:
    """The page and what it asks for.

    Raises:
        SettingsError: in production, where nobody may be anybody.
    """
    if settings().environment == "production":
        raise SettingsError(
            "The demo page signs anybody in as anybody: it does not run with HELPLINE_ENVIRONMENT=production."
        )
    app = FastAPI(title="Helpline demo shop page", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router)
    app.mount("/", StaticFiles(directory=WEB, html=True))
    app.add_exception_handler(Problem, _refuse)
    app.add_exception_handler(SQLAlchemyError, _away)
    app.middleware("http")(_protect)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_hosts())
    return app


def policy() -> str:
    """What the page may load and whom it may call: itself, and its assistant."""
    assistant = urlsplit(settings().address("assistant"))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            f"connect-src 'self' {assistant.scheme}://{assistant.netloc}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _hosts() -> list[str]:
    """Names this page answers to: a page of another site that resolves its name to us gets no assertion."""
    if settings().host in ("0.0.0.0", "::") and not settings().page_url:
        return ["*"]
    named = urlsplit(settings().address("page")).hostname
    return [*filter(None, {named, "localhost", "127.0.0.1"})]


async def _protect(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = policy()
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache" if request.method == "GET" else "no-store"
    return response


async def _refuse(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return problem.response()


async def _away(_request: Request, error: Exception) -> Response:
    log.warning("database_away", error=type(error).__name__)
    return Problem(503, "database_away", "The shop's database cannot be reached.", retry_after=2).response()


def main() -> None:
    """Run the page until it is told to stop."""
    configure_logs(settings().log_level)
    try:
        app = create_site()
    except SettingsError as exc:
        log.error("site_refused", reason=str(exc))
        raise SystemExit(1) from exc
    log.info("site_starting", host=settings().host, port=settings().page_port)
    uvicorn.run(
        app,
        host=settings().host,
        port=settings().page_port,
        log_config=None,
        access_log=False,
        ws="none",  # the locked websockets is older than uvicorn wants, and nothing here speaks it
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


if __name__ == "__main__":
    main()
