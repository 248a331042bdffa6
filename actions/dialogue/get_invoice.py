"""Give customers a link to an order's invoice."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.dialogue.order_question import AnswerAboutOrder, questions_for
from actions.dialogue.questions.order_for import Purpose
from actions.dialogue.support_action import Say
from actions.dialogue.support_form import SupportForm
from helpline.backends.values import Order

TOPIC = "get_invoice"


class ValidateGetInvoiceForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = questions_for(Purpose(TOPIC, lambda _: None, none="utter_order_none"))


class ActionGetInvoice(AnswerAboutOrder):
    topic = TOPIC

    async def answer(self, order: Order, say: Say, tracker: Tracker) -> list[EventType]:
        link = await self.desks.orders.invoice(order.number)
        say("utter_get_invoice", order_number=order.number, url=link.url, until=f"{link.expires_at:%H:%M} UTC")
        return []
