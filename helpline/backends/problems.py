"""Turn the status of a reply into our error; a pure function."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from helpline.backends.errors import (
    BackendDown,
    BackendError,
    BadReply,
    Conflict,
    LevelTooLow,
    Malformed,
    NotAllowed,
    NotFound,
    TokenRefused,
    TooMany,
)
from helpline.backends.reading import Fields, Unfit

_DEFAULT_RETRY_SECONDS = 1.0
_CONFLICTS = {"preview_stale", "in_progress", "key_reused"}
_AMOUNTS = ("balance", "needed")
_LEVELS = {"", "level_too_low", "caller_not_allowed"}


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers (names in any case) and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def error_of(backend: str, reply: Reply) -> BackendError | None:
    """The error a status stands for; None for 2xx.

    A 404 or 409 that is no problem document comes from something other than the shop (a proxy, a wrong address);
    taking it for "no such order" would be a lie.
    """
    status = reply.status
    if 200 <= status < 300:
        return None
    if status < 400:
        return BadReply(backend, code="redirect")
    if status >= 500:
        return BackendDown(backend, code=f"http_{status}")
    problem = _problem(reply)
    code, detail = _text(problem, "code"), _text(problem, "detail")
    if status == 429:
        return TooMany(backend, retry_after=retry_after(reply) or _DEFAULT_RETRY_SECONDS, code=code or None)
    if status == 401:
        return TokenRefused(backend, code=code or None, detail=detail)
    if status == 403 and code in _LEVELS:
        return LevelTooLow(backend, code=code or None, detail=detail)
    if not code or code == "route_not_found":
        return BadReply(backend, code=f"http_{status}", detail="not a problem document of the shop")
    if status == 404:
        return NotFound(backend, code=code, detail=detail)
    if status == 409 and code in _CONFLICTS:
        return Conflict(backend, code=code, detail=detail)
    if status in (403, 409, 410):
        return NotAllowed(backend, code=code, detail=detail, allowed=_allowed(problem), facts=_facts(problem))
    return Malformed(backend, code=code, detail=detail, field=_text(problem, "field"))


def retry_after(reply: Reply) -> float | None:
    """Seconds of `Retry-After`, in either of its forms; None where there is none that can be read."""
    value = next((text for name, text in reply.headers.items() if name.lower() == "retry-after"), "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _problem(reply: Reply) -> dict[str, Any]:
    try:
        document = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _text(problem: dict[str, Any], name: str) -> str:
    value = problem.get(name)
    return value[:500].replace("\0", "") if isinstance(value, str) else ""


def _facts(problem: dict[str, Any]) -> dict[str, str]:
    """Amounts and moments that a refusal names; what cannot be read is left out."""
    facts: dict[str, str] = {}
    for name in _AMOUNTS:
        try:
            facts[name] = str(Fields(problem, "problem").money(name))
        except Unfit:
            continue
    if _text(problem, "until"):
        facts["until"] = _text(problem, "until")
    return facts


def _allowed(problem: dict[str, Any]) -> list[str]:
    allowed = problem.get("allowed")
    return [str(one)[:100] for one in allowed[:20]] if isinstance(allowed, list) else []
