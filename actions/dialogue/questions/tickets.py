"""Ask what a ticket needs: what it is about, an address for the answer, its number."""

from __future__ import annotations

from actions.business import message as reading
from actions.business.message import Message
from actions.dialogue.questions.question import Answers, Question

_FEWEST_WORDS = 3
_WORDS_OF_A_STORY = 8  # a first message this long is not only "open a ticket": it says what about


class TicketSummary(Question):
    """What the matter is, in the customer's own words."""

    slot = "ticket_summary"
    own_words = True

    def read(self, message: Message, *, asked: bool) -> str | None:
        told_at_once = message.intent == "create_ticket" and message.words >= _WORDS_OF_A_STORY
        return reading.free_text(message) if asked or told_at_once else None

    async def take(self, value: str, answers: Answers) -> None:
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


class TicketNumber(Question):
    """The number of a ticket."""

    slot = "ticket_number"

    def read(self, message: Message, *, asked: bool) -> str | None:
        return reading.ticket_number(message, bare=asked)

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_ticket_status_ask_number")
