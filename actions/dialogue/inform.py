"""Take up a piece of information that nobody asked for."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.business import message as reading
from actions.business.message import Message
from actions.dialogue.asked_about import asked_again
from actions.dialogue.product_question import follow_up
from actions.dialogue.support_action import Say, SupportAction


class ActionInform(SupportAction):
    def name(self) -> str:
        return "action_inform"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        again = asked_again(tracker)
        if again:
            return again
        if await follow_up(self, tracker, say):
            return []
        number = reading.order_number(Message.of(tracker.latest_message))
        if number is None:
            say("utter_inform_nothing")
            return []
        say("utter_inform_order", order_number=number)
        return [SlotSet("current_order", number)]
