"""Ask what a ticket needs: what it is about, an address for the answer, its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.business import message as reading
from actions.business.message import Message
from actions.dialogue.questions.question import Answers, Question
from helpline.confirmations import NotConfirmed

ACTION = "create_ticket"
_FEWEST_WORDS = 3
_WORDS_OF_A_STORY = 8  # a first message this long is not only "open a ticket": it says what about


def arguments_of(slots: Mapping[str, Any]) -> dict[str, Any]:
    """What exactly is confirmed; the address stays in its sealed slot."""
    return {"summary": slots.get("ticket_summary"), "order_number": slots.get("current_order")}


class TicketSummary(Question):
    """What the matter is, in the customer's own words."""

    slot = "ticket_summary"
    own_words = True

    def read(self, message: Message, *, asked: bool) -> str | None:
        told_at_once = message.intent == ACTION and message.words >= _WORDS_OF_A_STORY
        return reading.free_text(message) if asked or told_at_once else None

    async def take(self, value: str, answers: Answers) -> None:
        if answers[self.slot] is not None:
            return
        if len(value.split()) < _FEWEST_WORDS:
            answers.refuse(self.slot, "utter_create_ticket_summary_short")
        else:
            answers[self.slot] = value

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_create_ticket_ask_summary")


class ContactEmail(Question):
    """Where the answer goes; a verified customer's address is on file."""

    slot = "ticket_email"
    not_understood = "utter_identity_email_invalid"

    def __init__(self, response: str) -> None:
        self._response = response

    def read(self, message: Message, *, asked: bool) -> str | None:
        return reading.email(message)

    async def is_open(self, answers: Answers) -> bool:
        return not answers.verified and answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        answers.say(self._response)


class TicketConfirmed(Question):
    """The yes to opening exactly this ticket."""

    slot = "ticket_confirmed"

    def read(self, message: Message, *, asked: bool) -> bool | None:
        return reading.yes_or_no(message) if asked else None

    async def take(self, value: bool, answers: Answers) -> None:
        if not value or await answers.desks.effects.recorded(answers.turn, ACTION):
            answers[self.slot] = value
            return
        try:
            await answers.desks.confirmations.accept(answers.turn, action=ACTION, arguments=arguments_of(answers.slots))
        except NotConfirmed:
            answers.refuse(self.slot, "utter_create_ticket_ask_again")
            return
        answers[self.slot] = True

    async def ask(self, answers: Answers) -> None:
        arguments = arguments_of({**answers.slots, **answers.changes})
        asked = await answers.desks.confirmations.ask(answers.turn, action=ACTION, arguments=arguments)
        answers.say("utter_create_ticket_confirm", confirmation_id=asked.id, summary=_short(arguments["summary"]))


class TicketNumber(Question):
    """The number of a ticket."""

    slot = "ticket_number"

    def read(self, message: Message, *, asked: bool) -> str | None:
        return reading.ticket_number(message, bare=asked)

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_ticket_status_ask_number")


def _short(summary: str) -> str:
    return summary if len(summary) <= 200 else summary[:199] + "…"
