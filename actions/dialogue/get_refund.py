"""Find out which way money can come back for an order, and go it: cancel, return, or where the refund is."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction

from actions.business.refund_status import lines
from actions.business.refusing import refusal_for
from actions.dialogue.collected import resumed_with
from actions.dialogue.order_question import AnswerAboutOrder, questions_for
from actions.dialogue.questions.order_for import Purpose
from actions.dialogue.support_action import Say
from actions.dialogue.support_form import SupportForm
from helpline.backends.values import Order, OrderStatus

TOPIC = "get_refund"
_PAID_BACK = {OrderStatus.CANCELLED, OrderStatus.RETURN_REQUESTED, OrderStatus.EXCHANGE_REQUESTED}


class ValidateGetRefundForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = questions_for(Purpose(TOPIC, lambda _: None, none="utter_order_none"))


class ActionGetRefund(AnswerAboutOrder):
    topic = TOPIC

    async def answer(self, order: Order, say: Say, tracker: Tracker) -> list[EventType]:
        number = order.number
        if order.status is OrderStatus.PENDING:
            say("utter_get_refund_cancel", order_number=number)
            return _go_on("cancel_order_form", number, tracker)
        if order.status in _PAID_BACK:
            for line in lines(order):
                say(line.response, **line.values)
            return []
        against = refusal_for("return_item")(order)
        if against is None:
            say("utter_get_refund_return", order_number=number)
            return _go_on("return_item_form", number, tracker)
        late = against.response.endswith("_late")
        say(against.response if late else "utter_get_refund_not_yet", **against.values)
        return []


def _go_on(form: str, number: str, tracker: Tracker) -> list[EventType]:
    """Into that form, with the order and everything said so far."""
    said = f"{tracker.get_slot('wish') or ''} {tracker.latest_message.get('text') or ''}".strip()
    return [resumed_with(form, {"order_wanted": number, "wish": said}), FollowupAction(form)]
