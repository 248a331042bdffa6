"""Open the web chat in the Rasa server, and close what Rasa would open besides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import webchat_calls as calls
from bot.channels.health import health
from bot.channels.webchat_origins import check_origin, name_origin
from bot.channels.webchat_problems import Refusal, Refused, answer, to_response
from bot.channels.webchat_streams import Streams
from helpline.db import dispose_async_engines

_SLOWEST_REQUEST_SECONDS = 20
_LARGEST_REQUEST = 1024 * 1024  # of any channel; the chat's own limit is in webchat_parsing


class WebChat(InputChannel):
    """The channel of `webchat-protocol`: it knows the inbox and the outbox, and neither agent nor model."""

    @classmethod
    def name(cls) -> str:
        return "webchat"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        return _routes(WebChatBlueprint("webchat"))


class WebChatBlueprint(Blueprint):
    """The chat's addresses, and what has to be said to the whole server for their sake."""

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Register the calls under Rasa's prefix, health beside it, and our rules for every request."""
        super().register(app, options)
        app.blueprint(health())
        app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST
        app.config.REQUEST_TIMEOUT = _SLOWEST_REQUEST_SECONDS
        app.config.ACCESS_LOG = False
        app.register_middleware(_close_root, "request")
        app.register_middleware(check_origin, "request")
        app.register_middleware(name_origin, "response")
        app.exception(Exception)(answer)
        app.register_listener(_open, "before_server_start")
        app.register_listener(_end_streams, "before_server_stop")
        app.register_listener(_close, "after_server_stop")


def _routes(blueprint: Blueprint) -> Blueprint:
    for method, path, call in (
        ("POST", "/conversations", calls.begin),
        ("POST", "/conversations/current/token", calls.renew_token),
        ("POST", "/conversations/current/identity", calls.raise_identity),
        ("DELETE", "/conversations/current/identity", calls.drop_identity),
        ("DELETE", "/conversations/current", calls.end),
        ("POST", "/messages", calls.send_message),
        ("GET", "/messages", calls.read_messages),
        ("GET", "/events", calls.stream_events),
        ("POST", "/typing", calls.tell_typing),
        ("POST", "/feedback", calls.give_feedback),
        ("POST", "/rating", calls.rate),
    ):
        blueprint.add_route(call, path, methods=[method], name=call.__name__)
    return blueprint


def _close_root(request: Request) -> HTTPResponse | None:
    """Rasa tells its version at `/`."""
    return to_response(Refused(Refusal.NO_SUCH_PATH)) if request.path == "/" else None


async def _open(app: Sanic, _: object) -> None:
    cors = getattr(app.ctx, "sanic_cors", None)
    if cors:
        cors.resources.clear()  # else it answers every preflight before we see it
    app.ctx.webchat_streams = Streams()
    await app.ctx.webchat_streams.start()


async def _end_streams(app: Sanic, _: object) -> None:
    await app.ctx.webchat_streams.stop()


async def _close(_app: Sanic, _: object) -> None:
    await dispose_async_engines()
