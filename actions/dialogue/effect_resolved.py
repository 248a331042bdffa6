"""Tell a customer what became of a change that the shop had not confirmed."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.business.message import Message
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from helpline.effects import Effect, State


class ActionEffectResolved(SupportAction):
    def name(self) -> str:
        return "action_effect_resolved"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        turn, keys = turn_in_chat(), Message.of(tracker.latest_message).values("effect")
        effect = await self.desks.effects.load(keys[0]) if keys else None
        if effect is None or effect.conversation_id != turn.conversation_id:
            return []
        if effect.state is State.FAILED:
            say("utter_effect_failed")
        elif effect.state is State.CONFIRMED:
            await self._confirmed(effect, say)
        return []

    async def _confirmed(self, effect: Effect, say: Say) -> None:
        ticket_number = _number(effect.reply)
        if effect.action == "cancel_order":
            say("utter_effect_cancelled", order_number=effect.arguments.get("order_number"))
        elif effect.backend == "tickets" and ticket_number:
            if effect.action == "contact_human":
                await self.desks.handoffs.note_ticket(str(effect.arguments.get("handoff")), ticket_number)
            say("utter_effect_ticket", ticket_number=ticket_number)
        else:
            say("utter_effect_confirmed")


def _number(reply: Any) -> str | None:
    number = reply.get("number") if isinstance(reply, dict) else None
    return number if isinstance(number, str) else None
