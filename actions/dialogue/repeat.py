"""Say again what was said last."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.dialogue.support_action import SHELL, Say, SupportAction
from helpline.turn import turn


class ActionRepeat(SupportAction):
    """Outside a form; a form asked to repeat puts its question again by itself."""

    def name(self) -> str:
        return "action_repeat"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        context = turn()
        said = [] if context.channel == SHELL else await self.desks.said_last(context.conversation_id)
        if not said:
            say("utter_repeat_nothing")
        for text in said:
            say("utter_repeat", text_again=text)
        return []
