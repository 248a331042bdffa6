"""Cancel an order after the customer has seen what would happen and said yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.business import message as reading
from actions.business.cancelling import refusal
from actions.business.lines import Line
from actions.business.message import Message
from actions.business.refunds import refund_lines
from actions.dialogue.change import Change, Preview, Sending, SubmitChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.order_for import OrderFor, Purpose
from actions.dialogue.questions.question import Answers, Question
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm
from helpline.backends.errors import NotAllowed
from helpline.backends.values import CancelReason

TOPIC = "cancel_order"


class WhyCancel(Question):
    """One of the reasons the shop accepts."""

    slot = "cancel_reason"

    def read(self, message: Message, *, asked: bool) -> CancelReason | None:
        return reading.cancel_reason(message, bare=asked)

    async def take(self, value: CancelReason, answers: Answers) -> None:
        answers[self.slot] = value.value

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_cancel_order_ask_reason", order_number=answers["order_wanted"])


class CancelOrder(Change):
    """The whole order; every payment goes back to where it came from."""

    topic = TOPIC

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        return {"order_number": slots.get("order_wanted"), "reason": slots.get("cancel_reason")}

    async def look(self, answers: Answers) -> Preview:
        reason = CancelReason(answers["cancel_reason"])
        found = await answers.desks.orders.preview_cancellation(answers["order_wanted"], reason=reason)
        answers["order_wanted"] = found.order_number
        values = {"order_number": found.order_number, "amount": str(found.total)}
        return Preview(found.preview_id, refund_lines(found.refunds), values)

    async def send(self, sending: Sending) -> dict[str, Any]:
        number, reason = sending.arguments["order_number"], CancelReason(sending.arguments["reason"])
        order = await sending.desks.orders.cancel(number, reason=reason, preview_id=sending.preview_id, key=sending.key)
        return {"order_number": order.number}

    async def refused(self, error: NotAllowed, answers: Answers) -> None:
        against = refusal(await answers.order()) or Line("utter_backend_refused")
        answers.end(against.response, **against.values)


class ValidateCancelOrderForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        AccountEmail(),
        OneTimeCode(),
        OrderFor(Purpose(TOPIC, refusal, none="utter_cancel_order_none")),
        WhyCancel(),
        Confirmed(CancelOrder()),
    )


class ActionCancelOrder(SubmitChange):
    backend = "orders"
    change = CancelOrder()
