"""Answer a question about one order, once the order is found: nothing is changed, so nothing is confirmed."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.dialogue.asked_about import asked
from actions.dialogue.collected import dropped
from actions.dialogue.questions.order_for import OrderFor, Purpose
from actions.dialogue.questions.question import Question
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_action import Say, SupportAction
from helpline.backends.errors import NotFound
from helpline.backends.values import Order


def questions_for(purpose: Purpose) -> tuple[Question, ...]:
    """Who is asking, and which order."""
    return (AccountEmail(), OneTimeCode(), OrderFor(purpose))


class AnswerAboutOrder(SupportAction):
    """The action behind the form: it runs with an order, or without one after a refusal."""

    backend = "orders"
    topic: ClassVar[str]

    def name(self) -> str:
        return f"action_{self.topic}"

    @abstractmethod
    async def answer(self, order: Order, say: Say, tracker: Tracker) -> list[EventType]:
        """Say what there is to say."""

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        number = tracker.get_slot("order_wanted")
        if not number:
            return [*dropped(), asked(self.topic)]
        try:
            order = await self.desks.orders.find(number)
        except NotFound:
            say("utter_order_unknown", order_number=number)
            return dropped()
        events = await self.answer(order, say, tracker)
        return [*dropped(), SlotSet("current_order", order.number), asked(self.topic), *events]

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        return dropped()
