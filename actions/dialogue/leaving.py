"""Leave what was begun, with nothing changed."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.dialogue.asked_about import asked_again
from actions.dialogue.collected import dropped
from actions.dialogue.support_action import SHELL, Say, SupportAction
from helpline.turn import turn


class ActionStop(SupportAction):
    """Leave the open form; without one, just acknowledge."""

    def name(self) -> str:
        return "action_stop"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        in_form = tracker.active_loop_name is not None
        again = asked_again(tracker) if _intent(tracker) == "deny" else []
        if again:
            return again
        says_goodbye = _intent(tracker) == "goodbye"
        await _drop_question(self)
        if in_form or not says_goodbye:
            say("utter_stop_form" if in_form else "utter_stop")
        return leave()


class ActionStartOver(SupportAction):
    """Forget everything that was said."""

    def name(self) -> str:
        return "action_start_over"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        await _drop_question(self)
        say("utter_start_over")
        return [*leave(), SlotSet("current_order", None), SlotSet("agenda", None)]


def leave() -> list[EventType]:
    """The events that end the open form and forget what it collected."""
    return [ActiveLoop(None), SlotSet("requested_slot", None), *dropped()]


def _intent(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name"))


async def _drop_question(action: SupportAction) -> None:
    """A yes that comes later must not be taken for a yes to what is left here."""
    if turn().channel != SHELL:
        await action.desks.confirmations.decline(turn())
