"""Have an account erased, in the shop and here, after two questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.business import consent
from actions.business.message import Message
from actions.dialogue.change import Change, Preview, Sending, SubmitChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.question import Answers, Question
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_action import Say, turn_in_chat
from actions.dialogue.support_form import SupportForm
from helpline.backends.errors import NotAllowed

TOPIC = "delete_account"


class ConsequencesUnderstood(Question):
    """The first question: what would be lost, and whether that is meant."""

    slot = "deletion_understood"

    def read(self, message: Message, *, asked: bool) -> bool | None:
        return consent.yes_or_no(message) if asked else None

    async def take(self, value: bool, answers: Answers) -> None:
        answers[self.slot] = value
        if not value:
            answers["confirmed"] = False

    async def is_open(self, answers: Answers) -> bool:
        return answers[self.slot] is None and answers["confirmed"] is None

    async def ask(self, answers: Answers) -> None:
        found = await answers.desks.accounts.preview_deletion()
        if found.open_orders:
            answers.say("utter_delete_account_open_orders", open_orders=str(found.open_orders))
        if found.gift_card_balance.amount:
            answers.say("utter_delete_account_balance", balance=str(found.gift_card_balance))
        answers.say("utter_delete_account_ask_understood")


class DeleteAccount(Change):
    """Everything goes, for good."""

    topic = TOPIC
    backend = "accounts"

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        return {"understood": slots.get("deletion_understood")}

    async def look(self, answers: Answers) -> Preview:
        return Preview((await answers.desks.accounts.preview_deletion()).preview_id)

    async def send(self, sending: Sending) -> dict[str, Any]:
        context = turn_in_chat()
        identity = await sending.desks.identities.current(context.conversation_id)
        await sending.desks.accounts.delete(preview_id=sending.preview_id, key=sending.key)
        if identity.customer_id:
            await sending.desks.erase_soon(identity.customer_id)
        return {}

    async def refused(self, error: NotAllowed, answers: Answers) -> None:
        answers.end("utter_backend_refused")


class ValidateDeleteAccountForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (AccountEmail(), OneTimeCode(), ConsequencesUnderstood(), Confirmed(DeleteAccount()))


class ActionDeleteAccount(SubmitChange):
    backend = "accounts"
    change = DeleteAccount()

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        events = await super().perform(say, tracker)
        if any(each.get("name") == "previous" for each in events):  # it was done: nobody is signed in any more
            await self.desks.identities.drop(turn_in_chat().conversation_id)
        return events
