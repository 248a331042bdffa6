"""Call the action server, and turn every failure into a valid reply: an apology, and a stop with the form kept.

Stock Rasa takes a failed action for one that was done, and lets unvalidated answers through when a form's
validation fails. Here the slots set since the customer last wrote are taken back instead.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.action_body import slots_since_last_message, trim
from bot.open_turn import open_turn
from helpline import turn as turns
from helpline.logs import Log
from helpline.settings import settings

log = Log("bot.action_endpoint")
_SPARE_SECONDS = 1.0  # the turn still has to be committed
_sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = WeakKeyDictionary()


class ActionEndpoint(EndpointConfig):
    """The action server as the dialogue sees it: it always answers."""

    def __init__(self) -> None:
        super().__init__(url=f"{settings().address('actions')}/webhook", enable_selective_domain=True)

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Run one action. `json` is Rasa's action call; the reply holds its events and responses.

        Raises:
            ClientResponseError: 400, by which an action rejects its own execution.
        """
        body = json or {}
        try:
            return await _call(self.url, body)
        except ClientResponseError:
            raise
        except Exception as exc:  # noqa: BLE001 - whatever went wrong must not be taken for a success
            log.error("action_failed", action=body.get("next_action"), error=type(exc).__name__)
            return apology(body)


class ActionServerError(Exception):
    """The action server answered with a status or a body that is no reply."""


def apology(body: Mapping[str, Any]) -> dict[str, Any]:
    """The reply that stands for a failed action.

    A form's validation is marked as rejected: else Rasa would raise over it, and the apology would be lost.
    """
    stop = {"event": "followup", "name": "action_listen"}
    form = str(body.get("next_action", "")).removeprefix("validate_")
    events = [stop] if form == body.get("next_action") else [*_unset(body), _rejected(form), stop]
    return {"events": events, "responses": [{"response": "utter_action_failed"}]}


def _unset(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"event": "slot", "name": name, "value": None} for name in slots_since_last_message(dict(body))]


def _rejected(form: str) -> dict[str, Any]:
    return {"event": "action_execution_rejected", "name": form}


async def close_sessions() -> None:
    """Close the keep-alive connection of the running loop."""
    session = _sessions.pop(asyncio.get_running_loop(), None)
    if session:
        await session.close()


def authenticate_plain_endpoints() -> None:
    """Let `rasa shell` and friends, which know only `endpoints.yml`, call the action server too.

    That file cannot hold the secret, and Rasa offers no hook for it: so the class that reads the file is taught
    to hand calls of the action server on.
    """
    EndpointConfig.request = _request


_stock_request = EndpointConfig.request


async def _request(self: EndpointConfig, *args: Any, **options: Any) -> Any:
    if str(self.url).endswith("/webhook"):
        return await ActionEndpoint().request(json=options.get("json"))
    return await _stock_request(self, *args, **options)


async def _call(url: str, body: dict[str, Any]) -> Any:
    context = _context(body)
    headers = {"Authorization": f"Bearer {settings().action_secret.get_secret_value()}", **turns.to_headers(context)}
    patience = aiohttp.ClientTimeout(total=max(1.0, context.seconds_left - _SPARE_SECONDS), connect=1.0)
    async with _session().post(url, json=trim(body), headers=headers, timeout=patience) as response:
        raw = await response.read()
        if response.status == 400 and b"action_name" in raw:
            raise ClientResponseError(response.status, response.reason, raw)
        if response.status != 200:
            raise ActionServerError(response.status)
    reply = json.loads(raw)
    if not isinstance(reply, dict) or not isinstance(reply.get("events"), list):
        raise ActionServerError("shape")
    return reply


def _context(body: dict[str, Any]) -> turns.TurnContext:
    conversation_id = body["tracker"]["sender_id"]
    turn = open_turn(conversation_id)
    if turn:
        return turn.context
    # rasa shell has no inbox: the message's time stands for the turn's id.
    said = [event for event in body["tracker"]["events"] if event["event"] == "user"]
    number = int(float(said[-1].get("timestamp") or 0) * 1000) if said else 0
    return turns.begin(number, conversation_id=conversation_id, channel="cmdline", seconds=settings().turn_seconds)


def _session() -> aiohttp.ClientSession:
    loop = asyncio.get_running_loop()
    if loop not in _sessions:
        _sessions[loop] = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64))
    return _sessions[loop]
