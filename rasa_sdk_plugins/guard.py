"""Let in only our own assistant, with bodies of a sane size, and answer faults without a word of what was sent."""

from __future__ import annotations

import hmac
import os
from typing import Any

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from helpline.backends.metrics import breaker_states
from helpline.logs import Log, configure_logs
from helpline.settings import settings
from helpline.turn import current_turn, from_headers

log = Log("actions.server")
LARGEST_BODY = 256 * 1024
_OPEN = ("/health",)


def guard(app: Sanic) -> None:
    """Attach everything to the action server's app."""
    os.environ.setdefault("SANIC_HOST", settings().host)  # read after this hook; rasa_sdk's own default is 0.0.0.0
    configure_logs(settings().log_level)
    settings().action_secret.get_secret_value()  # fail at the start, not at the first call
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.register_middleware(authenticate, "request")
    app.register_middleware(refuse_compressed, "request")
    app.register_middleware(enter_turn, "request")
    app.error_handler.add(Exception, answer_fault)
    app.add_route(breakers, "/breakers", methods=["GET"])


def authenticate(request: Request) -> HTTPResponse | None:
    """401 for whoever does not know the secret shared with the assistant."""
    if request.path in _OPEN:
        return None
    expected = f"Bearer {settings().action_secret.get_secret_value()}"
    given = str(request.headers.get("Authorization") or "")
    if hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8")):
        return None
    return json({"error": "unauthorized"}, status=401)


def refuse_compressed(request: Request) -> HTTPResponse | None:
    """415: rasa_sdk would inflate without a limit."""
    if (request.headers.get("Content-Encoding") or "identity").lower() != "identity":
        return json({"error": "compressed bodies are not taken"}, status=415)
    return None


def enter_turn(request: Request) -> HTTPResponse | None:
    """Say which turn the action serves; every request runs in a context of its own."""
    if request.path in _OPEN:
        return None
    try:
        current_turn.set(from_headers(request.headers))
    except (KeyError, ValueError):
        return json({"error": "malformed turn headers"}, status=400)
    return None


async def breakers(_request: Request) -> HTTPResponse:
    """How the circuit breakers to the shop stand, for `helpline status`."""
    return json(breaker_states())


def answer_fault(request: Request, fault: Exception) -> HTTPResponse:
    """The status and nothing else; rasa_sdk's own answer repeats the whole tracker."""
    status: int = getattr(fault, "status_code", 500) if isinstance(fault, SanicException) else 500
    log.warning("action_server_fault", path=request.path, status=status, error=type(fault).__name__)
    body: dict[str, Any] = {"error": "refused" if status < 500 else "failed"}
    return json(body, status=status)
