"""Start the dispatcher in the Rasa server: a channel without an address, named in `credentials.yml`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from bot.start_up import start, stop


class Turns(InputChannel):
    """Works the inbox of every channel while the server runs."""

    @classmethod
    def name(cls) -> str:
        return "turns"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("turns_channel")

        @blueprint.listener("after_server_start")
        async def begin(app: Sanic, _: object) -> None:
            # Not earlier: Rasa loads its agent in a listener that is registered after ours.
            await start(app)

        @blueprint.listener("before_server_stop")
        async def end(app: Sanic, _: object) -> None:
            await stop(app)

        return blueprint
