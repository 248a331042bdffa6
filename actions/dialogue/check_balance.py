"""Tell customers what is on their gift cards, and how they can pay."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.business import message as reading
from actions.business import paying
from actions.business.message import Message
from actions.dialogue.doors import open_form, with_nothing_missing
from actions.dialogue.questions.who import AccountEmail, OneTimeCode, is_of_somebody_else
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from actions.dialogue.support_form import SupportForm
from helpline.backends.values import MethodKind
from helpline.identity.identities import Level

TOPIC = "check_balance"


class ActionCheckBalance(SupportAction):
    backend = "accounts"

    def name(self) -> str:
        return f"action_{TOPIC}"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        identity = await self.desks.identities.current(turn_in_chat().conversation_id)
        if identity.level is not Level.VERIFIED:
            return open_form(TOPIC, tracker)
        if await is_of_somebody_else(self.desks.accounts, reading.email(Message.of(tracker.latest_message))):
            say("utter_identity_other_customer")
            return with_nothing_missing(TOPIC)
        methods = (await self.desks.accounts.me()).payment_methods
        cards = [each for each in methods if each.kind is MethodKind.GIFT_CARD]
        for card in cards:
            say("utter_check_balance", balance=str(card.balance))
        if not cards:
            say("utter_check_balance_none")
        others = [paying.describe(each) for each in methods if each not in cards]
        if others:
            say("utter_check_balance_others", methods=", ".join(others))
        return with_nothing_missing(TOPIC)

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        return with_nothing_missing(TOPIC)


class ValidateCheckBalanceForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (AccountEmail(), OneTimeCode())
