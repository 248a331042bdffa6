"""Take a yes that answers no form: to the person just offered, or to nothing in particular."""

from __future__ import annotations

import time

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.dialogue.support_action import Say, SupportAction

_FRESH_SECONDS = 600.0


class ActionAffirm(SupportAction):
    def name(self) -> str:
        return "action_affirm"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        offered = tracker.get_slot("person_offered")
        if isinstance(offered, (int, float)) and time.time() - offered < _FRESH_SECONDS:
            return [SlotSet("person_offered", None), FollowupAction("action_contact_human")]
        say("utter_affirm")
        return []
