"""Let only the listed pages use the chat from a browser, preflight included."""

from __future__ import annotations

from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.webchat_problems import Refusal, Refused, to_response
from helpline.settings import settings

PREFIX = "/webhooks/webchat"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


def allowed_origins() -> frozenset[str]:
    """The origins of the setting; without it the demo page's, by number and by the name of the own machine."""
    listed = settings().chat_origins
    if listed:
        return frozenset(origin.strip().rstrip("/").lower() for origin in listed.split(",") if origin.strip())
    page = urlsplit(settings().address("page"))
    origin = f"{page.scheme}://{page.netloc}".lower()
    return frozenset({origin, origin.replace("://127.0.0.1", "://localhost")})


def check_origin(request: Request) -> HTTPResponse | None:
    """Refuse other pages and answer preflights; None lets the call through."""
    if not request.path.startswith(PREFIX):
        return None
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() not in allowed_origins():
        return to_response(Refused(Refusal.ORIGIN_REFUSED))
    if request.method == "OPTIONS":
        return HTTPResponse(status=204, headers=_PREFLIGHT)
    return None


def name_origin(request: Request, response: HTTPResponse | None) -> None:
    """Tell the browser that its page may read this answer."""
    if response is None or not request.path.startswith(PREFIX):
        return
    response.headers["Vary"] = "Origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() in allowed_origins():
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
