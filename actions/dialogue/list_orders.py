"""List a customer's orders."""

from __future__ import annotations

import json

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.business import message as reading
from actions.business.choosing import MOST_SHOWN, order_line
from actions.business.message import Message
from actions.dialogue.doors import open_form, with_nothing_missing
from actions.dialogue.questions.who import AccountEmail, OneTimeCode, is_of_somebody_else
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from actions.dialogue.support_form import SupportForm
from helpline.backends.values import Order
from helpline.identity.identities import Level

TOPIC = "list_orders"


class ActionListOrders(SupportAction):
    backend = "orders"

    def name(self) -> str:
        return "action_list_orders"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        identity = await self.desks.identities.current(turn_in_chat().conversation_id)
        if identity.level is not Level.VERIFIED:
            return open_form(TOPIC, tracker)
        if await is_of_somebody_else(self.desks.accounts, reading.email(Message.of(tracker.latest_message))):
            say("utter_identity_other_customer")
            return with_nothing_missing(TOPIC)
        orders = (await self.desks.orders.list())[:MOST_SHOWN]
        if orders:
            listed = "\n".join(order_line(order) for order in orders)
            say("utter_list_orders", orders=listed, buttons=[_button(order) for order in orders])
        else:
            say("utter_order_none")
        return with_nothing_missing(TOPIC)

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        return with_nothing_missing(TOPIC)


class ValidateListOrdersForm(SupportForm):
    form = "list_orders_form"
    questions = (AccountEmail(), OneTimeCode())


def _button(order: Order) -> dict[str, str]:
    return {"title": order.number, "payload": "/track_order" + json.dumps({"order_number": order.number})}
