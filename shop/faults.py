"""Fail on purpose: hold requests up, refuse them, spoil their answers or lose them after the effect.

`PUT /v1/faults` switches faults on for tests and demos. In production there are none. They live in the process: a
restart ends them.
"""

from __future__ import annotations

import asyncio
import contextlib
import fnmatch
import json
import random
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

from pydantic import BaseModel, Field, conlist
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shop.problems import Problem

_SPARED = ("/v1/faults", "/v1/health", "/health", "/metrics", "/v1/metrics")
_HANG_SECONDS = 120.0
_DROPS = 20  # pieces of a slow body
_HUGE = 64 << 20
_BLOCK = b"[" + b" " * 65_534 + b"\n"


class Kind(str, Enum):
    """What goes wrong."""

    DELAY = "delay"  # a true answer, after `seconds`
    DRIP = "drip"  # a true answer, its body spread over `seconds`
    HANG = "hang"  # no answer at all
    RESET = "reset"  # the connection breaks before the answer
    ERROR_500 = "500"
    ERROR_503 = "503"
    LIMIT_429 = "429"
    BAD_JSON = "bad_json"
    HTML = "html"  # 200 and a page, as from a proxy
    WRONG_TYPE = "wrong_type"  # a true body under another content type
    TRUNCATED = "truncated"  # half of a true body
    EMPTY = "empty"
    ERROR_IN_200 = "error_in_200"  # a problem document with status 200
    REDIRECT = "redirect"  # to another host
    HUGE = "huge"  # 64 MB
    EFFECT_THEN_TIMEOUT = "effect_then_timeout"  # done, and then no answer
    EFFECT_THEN_RESET = "effect_then_reset"  # done, and then the connection breaks


class Fault(BaseModel):
    """One fault. `path` is that behind `/v1`, with `*` for anything; without `method` it holds for all of them."""

    kind: Kind
    path: str = Field("*", max_length=200)
    method: str | None = Field(None, regex="^(GET|POST|PUT|PATCH|DELETE)$")
    seconds: float = Field(2.0, ge=0, le=600)
    share: float = Field(1.0, gt=0, le=1)  # of the requests that fit
    times: int | None = Field(None, ge=1)  # requests until it is over; none: until it is switched off
    retry_after: int = Field(1, ge=0, le=3600)  # of 429 and 503

    class Config:
        extra = "forbid"


class Faults(BaseModel):
    """All faults that are on; the first that fits a request is the one it meets."""

    faults: conlist(Fault, max_items=100) = []  # type: ignore[valid-type]

    class Config:
        extra = "forbid"


class Switchboard:
    """What is on, and what it still has to hit."""

    def __init__(self) -> None:
        self._on: list[Fault] = []

    def set(self, faults: list[Fault]) -> None:
        """Replace what was on."""
        self._on = [fault.copy() for fault in faults]

    def on(self) -> list[Fault]:
        return list(self._on)

    def meet(self, method: str, path: str) -> Fault | None:
        """The fault of this request; counts it."""
        for fault in self._on:
            fits = fnmatch.fnmatchcase(path.removeprefix("/v1"), fault.path) and fault.method in (None, method)
            if fits and (fault.share >= 1 or random.random() < fault.share):
                if fault.times is not None:
                    fault.times -= 1
                    self._on = [other for other in self._on if other.times != 0]
                return fault
        return None


class Trouble:
    """Let requests meet their faults. Stands before everything else: it needs the connection itself."""

    def __init__(self, app: ASGIApp, switchboard: Switchboard) -> None:
        self._app, self._switchboard = app, switchboard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        spared = scope["type"] != "http" or path.startswith(_SPARED)
        fault = None if spared else self._switchboard.meet(scope["method"], path)
        if fault is None:
            await self._app(scope, receive, send)
        else:
            await _ANSWERS[fault.kind](fault, self._app, scope, receive, send)


Answer = Callable[[Fault, ASGIApp, Scope, Receive, Send], Awaitable[None]]


async def _delay(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(fault.seconds)
    await app(scope, receive, send)


async def _drip(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    start, body = await _answered(app, scope, receive)
    await send(start)
    drop = len(body) // _DROPS + 1
    for place in range(0, len(body), drop):
        await asyncio.sleep(fault.seconds / _DROPS)
        await send({"type": "http.response.body", "body": body[place : place + drop], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _hang(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _gone(receive)
    await _break(send)


async def _reset(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _break(send)


async def _problem(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _problem_of(fault).response()(scope, receive, send)


async def _error_in_200(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _reply(send, 200, json.dumps(_problem_of(fault).document()).encode(), "application/json")


async def _bad_json(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    start, body = await _answered(app, scope, receive)
    await _reply(send, start["status"], body.rstrip(b"]}") + b',"', "application/json")


async def _html(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _reply(send, 200, b"<!doctype html><title>Maintenance</title><h1>We will be back</h1>", "text/html")


async def _wrong_type(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    start, body = await _answered(app, scope, receive)
    await _reply(send, start["status"], body, "text/plain")


async def _truncated(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    start, body = await _answered(app, scope, receive)
    await send(start)  # with the length of the whole
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    await _break(send)


async def _empty(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _reply(send, 200, b"", "application/json")


async def _redirect(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _reply(send, 302, b"", "application/json", (b"location", b"http://elsewhere.invalid/v1/orders"))


async def _huge(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    for _ in range(_HUGE // len(_BLOCK)):
        await send({"type": "http.response.body", "body": _BLOCK, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _effect_then_timeout(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _answered(app, scope, receive)
    await _gone(receive)
    await _break(send)


async def _effect_then_reset(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await _answered(app, scope, receive)
    await _break(send)


_ANSWERS: dict[Kind, Answer] = {
    Kind.DELAY: _delay,
    Kind.DRIP: _drip,
    Kind.HANG: _hang,
    Kind.RESET: _reset,
    Kind.ERROR_500: _problem,
    Kind.ERROR_503: _problem,
    Kind.LIMIT_429: _problem,
    Kind.BAD_JSON: _bad_json,
    Kind.HTML: _html,
    Kind.WRONG_TYPE: _wrong_type,
    Kind.TRUNCATED: _truncated,
    Kind.EMPTY: _empty,
    Kind.ERROR_IN_200: _error_in_200,
    Kind.REDIRECT: _redirect,
    Kind.HUGE: _huge,
    Kind.EFFECT_THEN_TIMEOUT: _effect_then_timeout,
    Kind.EFFECT_THEN_RESET: _effect_then_reset,
}


def _problem_of(fault: Fault) -> Problem:
    if fault.kind is Kind.LIMIT_429:
        return Problem(429, "too_many_requests", "Too many requests.", retry_after=fault.retry_after)
    if fault.kind is Kind.ERROR_503:
        return Problem(503, "unavailable", "The shop is closed for maintenance.", retry_after=fault.retry_after)
    return Problem(500, "internal_error", "The shop failed at this request.")


async def _answered(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Let the request be done, and keep the answer."""
    start: Message = {}
    body = bytearray()

    async def keep(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
        body.extend(message.get("body", b""))

    await app(scope, receive, keep)
    return start, bytes(body)


async def _reply(send: Send, status: int, body: bytes, kind: str, *headers: tuple[bytes, bytes]) -> None:
    fixed = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body})


async def _gone(receive: Receive) -> None:
    """Wait until the caller has given up."""

    async def until_gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(until_gone(), _HANG_SECONDS)


async def _break(send: Send) -> None:
    # uvicorn's sender belongs to the connection; ASGI has no word for breaking one.
    transport: Any = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionAbortedError
    transport.abort()
    await asyncio.sleep(0.01)  # until the server has seen it, and wants no answer any more
