"""Show what a cancellation would do, and take the yes or no to exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.business import message as reading
from actions.business.cancelling import refund_lines, refusal
from actions.business.message import Message
from actions.dialogue.questions.question import Answers, Question
from helpline.backends.errors import NotAllowed, NotFound
from helpline.backends.values import CancellationPreview, CancelReason
from helpline.confirmations import NotConfirmed

ACTION = "cancel_order"


def arguments_of(slots: Mapping[str, Any]) -> dict[str, Any]:
    """What exactly is confirmed, the amount included."""
    names = {"order_number": "current_order", "reason": "cancel_reason", "amount": "cancel_amount"}
    return {name: slots.get(slot) for name, slot in names.items()}


class CancelConfirmed(Question):
    """The yes, after a preview made by the shop. Whenever it is asked again, the preview is a new one."""

    slot = "cancel_confirmed"

    def read(self, message: Message, *, asked: bool) -> bool | None:
        return reading.yes_or_no(message) if asked else None

    async def take(self, value: bool, answers: Answers) -> None:
        if arguments_of({**answers.slots, **answers.changes}) != arguments_of(answers.slots):
            return  # "no, the other one": not an answer to what was asked, but a correction of it
        if not value or await answers.desks.effects.recorded(answers.turn, ACTION):
            answers[self.slot] = value  # a turn done again resumes what it sent; it asks nothing anew
            return
        try:
            await answers.desks.confirmations.accept(answers.turn, action=ACTION, arguments=arguments_of(answers.slots))
        except NotConfirmed:
            answers.refuse(self.slot, "utter_cancel_order_ask_again")
            return
        answers[self.slot] = True

    async def ask(self, answers: Answers) -> None:
        preview = await self._preview(answers)
        if preview is None:
            return
        answers["current_order"], answers["cancel_amount"] = preview.order_number, str(preview.total)
        slots = {**answers.slots, **answers.changes}
        asked = await answers.desks.confirmations.ask(
            answers.turn, action=ACTION, arguments=arguments_of(slots), preview_id=preview.preview_id
        )
        for line in refund_lines(preview):
            answers.say(line.response, **line.values)
        told: dict[str, Any] = {"order_number": preview.order_number, "amount": str(preview.total)}
        answers.say("utter_cancel_order_confirm", confirmation_id=asked.id, **told)

    async def _preview(self, answers: Answers) -> CancellationPreview | None:
        number, reason = answers["current_order"], CancelReason(answers["cancel_reason"])
        orders = answers.desks.orders
        try:
            return await orders.preview_cancellation(number, reason=reason)
        except NotFound:
            answers["current_order"] = None
            answers.end("utter_order_unknown", order_number=number)
        except NotAllowed:
            order = await orders.find(number)
            answers.end(refusal(order.status) or "utter_backend_refused", order_number=order.number)
        return None
