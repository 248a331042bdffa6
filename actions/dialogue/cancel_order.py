"""Cancel an order after the customer has seen what would happen and said yes."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.business import message as reading
from actions.business.cancelling import reference, refusal
from actions.business.message import Message
from actions.dialogue.questions.cancelling import ACTION, CancelConfirmed, arguments_of
from actions.dialogue.questions.question import Answers, Question
from actions.dialogue.questions.which_order import WhichOrderToCancel
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from actions.dialogue.support_form import REQUESTED, SupportForm
from helpline.backends.errors import BackendUnavailable, Conflict, NotAllowed, Unconfirmed
from helpline.backends.values import CancelReason
from helpline.confirmations import Confirmation
from helpline.effects import Outcome

FORM = "cancel_order_form"


class WhyCancel(Question):
    """One of the reasons the shop accepts."""

    slot = "cancel_reason"

    def read(self, message: Message, *, asked: bool) -> CancelReason | None:
        return reading.cancel_reason(message, bare=asked)

    async def take(self, value: CancelReason, answers: Answers) -> None:
        answers[self.slot] = value.value

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_cancel_order_ask_reason", order_number=answers["current_order"])


class ValidateCancelOrderForm(SupportForm):
    form = FORM
    questions = (AccountEmail(), OneTimeCode(), WhichOrderToCancel(), WhyCancel(), CancelConfirmed())


class ActionCancelOrder(SupportAction):
    backend = "orders"

    def name(self) -> str:
        return "action_cancel_order"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        number, confirmed = tracker.get_slot("current_order"), tracker.get_slot("cancel_confirmed")
        if confirmed is False:
            await self.desks.confirmations.decline(turn_in_chat())
            say("utter_cancel_order_kept", order_number=number)
        if not confirmed:
            return _done()
        try:
            outcome = await self._cancel(arguments_of(tracker.slots))
        except Unconfirmed:
            say("utter_cancel_order_unconfirmed", order_number=number)
            return _done()
        except (Conflict, NotAllowed) as exc:
            return await self._refused(exc, number, say)
        say("utter_cancel_order_done", **outcome.value, reference=reference(outcome.key))
        return _done()

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        """Back into the form, at its last question: nothing was sent, and no answer is lost."""
        if not isinstance(error, BackendUnavailable):
            return _done()
        question = [SlotSet("cancel_confirmed", None), SlotSet(REQUESTED, "cancel_confirmed")]
        return [ActiveLoop(FORM), *question, FollowupAction("action_listen")]

    async def _cancel(self, arguments: dict[str, Any]) -> Outcome[dict[str, Any]]:
        turn = turn_in_chat()
        accepted = await self.desks.confirmations.accept(turn, action=ACTION, arguments=arguments)

        async def send(key: str) -> dict[str, Any]:
            return await self._send(accepted, key)

        return await self.desks.effects.perform(
            turn, action=ACTION, arguments=arguments, backend="orders", send=send, encode=dict, decode=dict
        )

    async def _send(self, accepted: Confirmation, key: str) -> dict[str, Any]:
        number, reason = accepted.arguments["order_number"], CancelReason(accepted.arguments["reason"])
        preview_id = accepted.preview_id or ""
        order = await self.desks.orders.cancel(number, reason=reason, preview_id=preview_id, key=key)
        return {"order_number": order.number, "amount": str(accepted.arguments["amount"])}

    async def _refused(self, error: Conflict | NotAllowed, number: str, say: Say) -> list[EventType]:
        order = await self.desks.orders.find(number)
        reason_against = refusal(order.status)
        if reason_against:
            say(reason_against, order_number=order.number)
            return _done()
        say("utter_cancel_order_changed")
        return [SlotSet("cancel_confirmed", None), FollowupAction(FORM)]


def _done() -> list[EventType]:
    return [SlotSet("cancel_reason", None), SlotSet("cancel_confirmed", None), SlotSet("cancel_amount", None)]
