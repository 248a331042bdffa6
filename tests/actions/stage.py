"""Play a conversation against the actions alone: what Rasa would send, and what it would do with the answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue.support_action import SupportAction
from helpline.turn import TurnContext, current_turn


@dataclass
class Stage:
    """One conversation: its slots, its open form, and what the last action said and returned."""

    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None
    turn: int = 1
    channel: str = "webchat"
    said: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    done: list[dict[str, Any]] = field(default_factory=list)
    message: dict[str, Any] = field(default_factory=dict)

    def hears(self, text: str, intent: str = "inform", **entities: str) -> Stage:
        """The customer's next message."""
        self.turn += 1
        self.done = []
        self.message = {
            "text": text,
            "intent": {"name": intent, "confidence": 1.0},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        }
        return self

    async def runs(self, action: SupportAction) -> list[str]:
        """Run an action as Rasa would; returns the names of the responses it said."""
        dispatcher = CollectingDispatcher()
        context = TurnContext(self.turn, "webchat-1", self.channel, time.monotonic() + 5, "")
        token = current_turn.set(context)
        try:
            self.events = await action.run(dispatcher, self._tracker(action), {})
        finally:
            current_turn.reset(token)
        self.said = dispatcher.messages
        self._apply(action)
        return [message["response"] for message in self.said]

    @property
    def asks(self) -> str | None:
        asked: str | None = self.slots.get("requested_slot")
        return asked

    @property
    def stepped_aside(self) -> bool:
        return any(event["event"] == "action_execution_rejected" for event in self.events)

    def names(self, kind: str) -> list[str | None]:
        """The names in the last events of that kind."""
        return [event.get("name") for event in self.events if event["event"] == kind]

    def _tracker(self, action: SupportAction) -> Tracker:
        form = _form_of(action)
        opening = [{"event": "active_loop", "name": form}] if form and form != self.form else []
        run = [{"event": "action", "name": form}] if form else []
        if opening:
            self.form, self.slots["requested_slot"] = form, None
        events = [{"event": "user"}, *self.done, *opening, {"event": "slot", "name": "requested_slot"}, *run]
        # At the opening Rasa appends the slots that were filled before, as candidates.
        filled = [{"event": "slot", "name": "current_order"}] if opening and self.slots.get("current_order") else []
        events += filled
        loop = {"name": self.form} if self.form else {}
        return Tracker("webchat-1", dict(self.slots), self.message, events, False, None, loop, "action_listen")

    def _apply(self, action: SupportAction) -> None:
        for event in self.events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.form = event["name"]
        form = _form_of(action)
        if self.stepped_aside:
            self.done.append({"event": "action_execution_rejected", "name": form})
            return
        if form:
            self.form = form if self.asks else None
        self.done.append({"event": "action", "name": form or action.name()})


def _form_of(action: SupportAction) -> str | None:
    name = action.name()
    return name.removeprefix("validate_") if name.startswith("validate_") else None
