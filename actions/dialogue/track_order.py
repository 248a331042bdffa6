"""Tell a customer where their order is."""

from __future__ import annotations

from datetime import datetime, timezone

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.business.choosing import newest_at
from actions.business.describing import Context, described
from actions.business.message import Message
from actions.business.tracking import lines
from actions.dialogue.asked_about import asked
from actions.dialogue.doors import came_from, open_form, with_nothing_missing
from actions.dialogue.questions.which_order import WhichOrder, choice_in
from actions.dialogue.questions.who import OrderDetail, may_see
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from actions.dialogue.support_form import SupportForm
from helpline.backends.errors import NotFound
from helpline.backends.values import Order
from helpline.identity.identities import Identity, Level

TOPIC = "track_order"


class ActionTrackOrder(SupportAction):
    backend = "orders"

    def name(self) -> str:
        return "action_track_order"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        identity = await self.desks.identities.current(turn_in_chat().conversation_id)
        number = await self._meant(tracker, identity)
        if number is None or not may_see(identity, number):
            return open_form(TOPIC, tracker)
        try:
            order = await self.desks.orders.find(number)
        except NotFound:
            if came_from(tracker, TOPIC):
                say("utter_order_unknown", order_number=number)
            return open_form(TOPIC, tracker, SlotSet("current_order", None))
        for line in lines(order):
            say(line.response, **line.values)
        return with_nothing_missing(TOPIC, asked(TOPIC), *_remember(order, tracker))

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        return with_nothing_missing(TOPIC)

    async def _described(self, tracker: Tracker, identity: Identity) -> str | None:
        """ "The one with the rug": an order of which the words fit no other."""
        message = Message.of(tracker.latest_message)
        if identity.level is not Level.VERIFIED or message.is_button or came_from(tracker, TOPIC):
            return None
        context = Context(datetime.now(timezone.utc).date(), tracker.get_slot("current_order"))
        fitting = described(await self.desks.orders.list(), message.text, context) or []
        return fitting[0].number if len(fitting) == 1 else None

    async def _meant(self, tracker: Tracker, identity: Identity) -> str | None:
        """The order named in the message, else the one talked about.

        After the form only the latter: "80279" may have been the postcode.
        """
        remembered: str | None = tracker.get_slot("current_order")
        choice = None if came_from(tracker, TOPIC) else choice_in(Message.of(tracker.latest_message), asked=False)
        if choice is None:
            return await self._described(tracker, identity) or remembered
        if choice.place and identity.level is Level.VERIFIED:
            chosen = newest_at(await self.desks.orders.list(), choice.place)
            return chosen.number if chosen else None
        return choice.number


class ValidateTrackOrderForm(SupportForm):
    form = "track_order_form"
    questions = (WhichOrder(), OrderDetail())


def _remember(order: Order, tracker: Tracker) -> list[EventType]:
    """The order talked about; in the middle of another form that form's own order stays what it works on."""
    elsewhere = tracker.active_loop_name not in (None, f"{TOPIC}_form")
    return [] if elsewhere else [SlotSet("current_order", order.number)]
