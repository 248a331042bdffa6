"""Pay a pending order in another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.business.refunds import refund_lines
from actions.business.refusing import refusal_for
from actions.business.settling import charge_line, method_of
from actions.dialogue.change import Preview, Sending, SubmitChange
from actions.dialogue.item_change import ItemChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.order_for import OrderFor, Purpose
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.which_payment import PayWith
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm

TOPIC = "change_payment_method"
_PURPOSE = Purpose(TOPIC, refusal_for(TOPIC), none="utter_change_payment_method_none", keeps=("payment_choice",))


class ChangePayment(ItemChange):
    """What was paid goes back, and the whole order is charged to one other method."""

    topic = TOPIC

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        return {"order_number": slots.get("order_wanted"), "payment_method": slots.get("payment_choice")}

    async def look(self, answers: Answers) -> Preview:
        wanted = self.arguments({**answers.slots, **answers.changes})
        found = await answers.desks.orders.preview_payment_method(
            wanted["order_number"], method_id=wanted["payment_method"]
        )
        answers["order_wanted"] = found.order_number
        values = {
            "order_number": found.order_number,
            "amount": str(found.charge.amount),
            "method": method_of(found.charge),
        }
        return Preview(found.preview_id, [*refund_lines(found.refunds), charge_line(found.charge)], values)

    async def send(self, sending: Sending) -> dict[str, Any]:
        arguments = sending.arguments
        order = await sending.desks.orders.change_payment_method(
            arguments["order_number"],
            method_id=arguments["payment_method"],
            preview_id=sending.preview_id,
            key=sending.key,
        )
        return {"order_number": order.number}


class ValidateChangePaymentMethodForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        AccountEmail(),
        OneTimeCode(),
        OrderFor(_PURPOSE),
        PayWith(),
        Confirmed(ChangePayment()),
    )


class ActionChangePaymentMethod(SubmitChange):
    backend = "orders"
    change = ChangePayment()
