"""Tell customers where their money is."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.business.lines import Line
from actions.business.refund_status import has_refund, lines
from actions.dialogue.order_question import AnswerAboutOrder, questions_for
from actions.dialogue.questions.order_for import Purpose
from actions.dialogue.support_action import Say
from actions.dialogue.support_form import SupportForm
from helpline.backends.values import Order

TOPIC = "check_refund_status"


def _refusal(order: Order) -> Line | None:
    return None if has_refund(order) else Line("utter_check_refund_status_nothing", {"order_number": order.number})


class ValidateCheckRefundStatusForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = questions_for(Purpose(TOPIC, _refusal, none="utter_check_refund_status_none"))


class ActionCheckRefundStatus(AnswerAboutOrder):
    topic = TOPIC

    async def answer(self, order: Order, say: Say, tracker: Tracker) -> list[EventType]:
        if has_refund(order):  # without one the form has said so
            for line in lines(order):
                say(line.response, **line.values)
        return []
