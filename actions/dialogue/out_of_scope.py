"""Decline what is not ours kindly, and pass on what is the shop's but not in our power."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.business.shop_words import about_the_shop
from actions.dialogue.product_question import follow_up
from actions.dialogue.support_action import Say, SupportAction


class ActionOutOfScope(SupportAction):
    """About the shop: a ticket or a person; about anything else: what we can do instead."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        if await follow_up(self, tracker, say):
            return []
        text = str(tracker.latest_message.get("text") or "")
        say("utter_out_of_scope_shop" if about_the_shop(text) else "utter_out_of_scope")
        return []
