"""Turn everything that can go wrong in a request into a problem document."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from helpline.logs import Log
from shop.problems import Problem

log = Log("shop.failures")
_ROUTING = {404: "route_not_found", 405: "method_not_allowed"}


def install(app: FastAPI) -> None:
    """Give the app one answer for each kind of exception."""
    for kind, answer in {
        Problem: _said,
        RequestValidationError: _malformed,
        HTTPException: _routing,
        OperationalError: _database_away,
        InterfaceError: _database_away,
        PoolTimeout: _database_away,
        DBAPIError: _database_failed,
        Exception: _internal,
    }.items():
        app.add_exception_handler(kind, answer)


async def _said(request: Request, exc: Any) -> JSONResponse:
    answer: JSONResponse = exc.response()
    return answer


async def _malformed(request: Request, exc: Any) -> JSONResponse:
    # Without the values: what the customer wrote belongs neither in logs nor in a reply.
    errors = [{"place": ".".join(map(str, error["loc"])), "error": error["msg"]} for error in exc.errors()[:20]]
    return Problem(422, "malformed", "The request does not have the form it must have.", errors=errors).response()


async def _routing(request: Request, exc: Any) -> JSONResponse:
    code = _ROUTING.get(exc.status_code, "malformed")
    return Problem(exc.status_code, code, str(exc.detail)).response()


async def _database_away(request: Request, exc: Any) -> JSONResponse:
    log.error("database_away", error=type(exc).__name__)
    return Problem(503, "database_away", "The shop's database cannot be reached.", retry_after=1).response()


async def _database_failed(request: Request, exc: Any) -> JSONResponse:
    if exc.connection_invalidated:
        return await _database_away(request, exc)
    return await _internal(request, exc)


async def _internal(request: Request, exc: Any) -> JSONResponse:
    log.error("request_failed", error=type(exc).__name__, route=getattr(request.scope.get("route"), "path", ""))
    return Problem(500, "internal_error", "The shop failed at this request.").response()
