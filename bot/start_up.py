"""Put our parts in Rasa's place once its agent is loaded, and refuse to run half."""

from __future__ import annotations

import asyncio

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from sanic import Sanic

from bot.action_endpoint import ActionEndpoint
from bot.dispatcher import Dispatcher
from bot.rasa_logs import restore_log_level
from bot.tracker_store import TrackerStore
from bot.turns import Turns
from helpline.logs import Log

log = Log("bot.start_up")


async def start(app: Sanic) -> None:
    """Begin to work the inbox.

    Raises:
        SystemExit: the model cannot be used, or `endpoints.yml` does not name our tracker store. Rasa would go on
            and answer every message with silence, or keep conversations in memory only.
    """
    agent: Agent = app.ctx.agent
    if not agent.is_ready():
        raise SystemExit("The model cannot be loaded. Run `make train` to build it again.")
    restore_log_level()
    _take_over(agent)
    dispatcher = Dispatcher(Turns(agent))
    dispatcher.start()
    app.ctx.dispatcher = dispatcher
    app.ctx.helpline_ready = lambda: dispatcher.alive
    log.info("assistant_ready", model=agent.model_id)


async def stop(app: Sanic) -> None:
    """Stop taking messages and let the running turns end."""
    dispatcher: Dispatcher | None = getattr(app.ctx, "dispatcher", None)
    app.ctx.helpline_ready = lambda: False
    if dispatcher:
        await asyncio.get_running_loop().run_in_executor(None, dispatcher.stop)


def _take_over(agent: Agent) -> None:
    store = agent.tracker_store
    # The wrapper answers a database that is away with an empty conversation and loses what follows.
    raw = store._tracker_store if isinstance(store, FailSafeTrackerStore) else store
    if not isinstance(raw, TrackerStore):
        raise SystemExit("endpoints.yml does not name bot.tracker_store.TrackerStore as tracker store.")
    endpoint = ActionEndpoint()
    assert agent.processor is not None
    agent.tracker_store = agent.processor.tracker_store = raw
    agent.action_endpoint = agent.processor.action_endpoint = endpoint
