"""Ask what is wrong, and for the story behind it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from actions.business import message as reading
from actions.business.message import Message
from actions.dialogue.questions.question import Answers, Question
from actions.dialogue.questions.tickets import TicketSummary

_WORDS_OF_A_STORY = 6
_WORDS_OF_A_NUMBER = 2
_PROBLEMS = ("report_order_problem", "payment_issue")
REQUESTED = "requested_slot"


class ProblemKind(Question):
    """What is wrong, by a button or in words."""

    slot = "problem_kind"

    def __init__(self, kinds: type[Enum], find: Callable[[str], Enum | None], response: str) -> None:
        self._kinds, self._find, self._response = {kind.value: kind for kind in kinds}, find, response

    def read(self, message: Message, *, asked: bool) -> Enum | None:
        pressed = [self._kinds[value] for value in message.values("reason") if value in self._kinds]
        if pressed:
            return pressed[0]
        return self._find(message.text) if asked and not message.is_button else None

    async def take(self, value: Enum, answers: Answers) -> None:
        answers[self.slot] = value.value

    async def is_open(self, answers: Answers) -> bool:
        if answers[self.slot] is None:
            found = self._find(answers.opening_words(self.slot))
            if found:
                answers[self.slot] = found.value
        return answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        answers.say(self._response)


class Story(TicketSummary):
    """What happened, in the customer's own words; a first message that tells it is enough."""

    def __init__(self, response: str, tells: Callable[[str], Enum | None]) -> None:
        self._response, self._tells = response, tells

    def read(self, message: Message, *, asked: bool) -> str | None:
        about_it = message.intent in _PROBLEMS or bool(reading.order_number(message))
        return reading.free_text(message) if asked or (about_it and message.words > _WORDS_OF_A_NUMBER) else None

    async def take(self, value: str, answers: Answers) -> None:
        if answers.slots.get(REQUESTED) == self.slot:
            await super().take(value, answers)
        elif answers[self.slot] and value not in answers[self.slot]:
            # "Sorry, the other order", "the lid is gone too": whoever reads the story must have all of it.
            answers[self.slot] = f"{answers[self.slot]} / {value}"

    async def is_open(self, answers: Answers) -> bool:
        if answers[self.slot] is None:
            told = answers.opening_words(self.slot)
            if len(told.split()) >= _WORDS_OF_A_STORY and self._tells(told):
                answers[self.slot] = told
        return answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        answers.say(self._response)
