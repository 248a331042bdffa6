"""Lead a form: take what the customer says, ask for what is missing, step aside for everything else."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.business.digressions import goes_back, steps_aside
from actions.business.message import Message
from actions.dialogue import agenda
from actions.dialogue.apologies import FormInterrupted
from actions.dialogue.collected import ANSWERS, LEFT_OPEN, taken_up
from actions.dialogue.questions.question import Answers, Question
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from helpline.errors import HelplineError
from helpline.turn import NoTurn

REQUESTED = "requested_slot"
FAILURES_BEFORE_OFFER = 2
_LONGEST_WISH = 1_000
_NOTHING_SAID = Message("", "")
_OPENERS = frozenset({"action_next_wish", "action_get_refund", "action_change_order", "action_exchange_item"})


class Step(Enum):
    """What brings a form its turn."""

    OPENING = auto()  # it begins with this message
    ANSWERING = auto()  # the message is for it to take or to leave
    RETURNING = auto()  # something else was answered in between: ask again, take nothing


class SupportForm(SupportAction, ABC):
    """The base of every form's validator.

    It also puts the questions, so that one call serves a turn and an apology is not followed by a question.
    """

    @property
    @abstractmethod
    def form(self) -> str:
        """Its name in domain.yml."""

    @property
    @abstractmethod
    def questions(self) -> tuple[Question, ...]:
        """What it may ask, in this order."""

    def name(self) -> str:
        return f"validate_{self.form}"

    @property
    def _topic(self) -> str:
        return self.form.removesuffix("_form")

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        turn, step = turn_in_chat(), self._step(tracker)
        by_us = step is Step.OPENING and _opened_by_us(tracker)
        message, asked = _NOTHING_SAID if by_us else Message.of(tracker.latest_message), self._asked(tracker, step)
        back = step is Step.ANSWERING and goes_back(message)
        if step is Step.ANSWERING and not back and self._leaves_to_others(message, asked, tracker):
            return [ActionExecutionRejected(self.form)]
        identity = await self.desks.identities.current(turn.conversation_id)
        answers = Answers(turn, self.desks, identity, say, message, slots=dict(tracker.slots))
        if step is Step.OPENING:
            self._begin(answers, tracker)
        try:
            if back:
                self._go_back(answers, asked)
            elif step is not Step.RETURNING:
                await self._take(answers, asked, fresh=step is Step.OPENING and not answers["looked_at"])
            return await self._go_on(answers, step, asked)
        except HelplineError as exc:
            raise FormInterrupted(answers.changes) from exc

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        """The question stays open, with the answers given so far; outside the chat nobody could ever answer it."""
        asked = self._asked(tracker, self._step(tracker)) or self.questions[0].slot
        taken = error.taken if isinstance(error, FormInterrupted) else {}
        # A second slot is needed: with `requested_slot` alone Rasa takes the message for no answer, drops the apology
        # and lets the rules answer instead.
        changes = {**taken, "form_failures": 0, REQUESTED: None if isinstance(error, NoTurn) else asked}
        return [SlotSet(slot, value) for slot, value in changes.items()]

    def _begin(self, answers: Answers, tracker: Tracker) -> None:
        """Start with no answer of another form, but with those of this one that were left open a moment ago."""
        aside = self._set_aside(tracker)
        if aside:
            answers.say("utter_form_set_aside")
            waiting = agenda.form_waiting(aside, tracker.slots)
            if waiting:
                answers["agenda"] = agenda.before_all(tracker.slots, waiting)
        kept = taken_up(self.form, tracker.slots)
        if not answers.message.is_button and kept:
            kept["wish"], kept["looked_at"] = "", ["*"]  # said anew: a correction of what is known
        elif not answers.message.is_button:
            kept["wish"] = " ".join(answers.message.text.split())[:_LONGEST_WISH]
        for slot in (*ANSWERS, "shown", "confirmed", "person_offered", LEFT_OPEN):
            if kept.get(slot) != answers[slot]:
                answers[slot] = kept.get(slot)

    def _go_back(self, answers: Answers, asked: str | None) -> None:
        """Take the answer before this question back, so that it is asked again."""
        answers.understood = True
        places = [place for place, question in enumerate(self.questions) if question.slot == asked]
        earlier = self.questions[: places[0]] if places else self.questions
        for question in reversed(earlier):
            if question.can_be_taken_back and answers[question.slot] is not None:
                question.take_back(answers)
                return

    async def _take(self, answers: Answers, asked: str | None, *, fresh: bool) -> None:
        """What the first words hold, listening questions find out when they come to be asked: once, not twice."""
        for question in self._that_hear(answers.message, asked):
            if fresh and question.listens:
                continue
            value = question.read(answers.message, asked=question.slot == asked)
            if value is not None and not answers.over:
                answers.understood = answers.understood or not question.listens
                await question.take(value, answers)

    def _that_hear(self, message: Message, asked: str | None) -> Sequence[Question]:
        """All of them; but what is told in own words is nobody else's answer: "for your second order of socks"."""
        telling = [question for question in self.questions if question.slot == asked and question.own_words]
        told = telling and telling[0].read(message, asked=True) is not None
        return telling if told else self.questions

    async def _go_on(self, answers: Answers, step: Step, asked: str | None) -> list[EventType]:
        failed, failures = self._failures(answers, step, asked)
        answers["form_failures"] = failures
        offered = failures >= FAILURES_BEFORE_OFFER and not self._wants_to_go_on(answers)
        answers["form_person_offered"] = offered
        if offered:
            answers.say("utter_form_person")
            return self._events(answers, asked)
        following = await self._first_open(answers)
        if following:
            await self._put(following, answers, repeated=following.slot == asked, failed=failed)
            # What came out while asking, a gift card too small for instance, may open an earlier question again.
            earlier = await self._first_open(answers)
            if earlier and earlier is not following:
                following = earlier
                await following.ask(answers)
        return self._events(answers, following.slot if following and not answers.over else None)

    async def _put(self, question: Question, answers: Answers, *, repeated: bool, failed: bool) -> None:
        """Ask; say first why the last text was no answer, unless something else was taken from it."""
        if repeated and self._wants_to_go_on(answers):
            await question.ask_again(answers)
            return
        if repeated and failed and not answers.refused:
            answers.say(question.not_understood)
        await question.ask(answers)

    async def _first_open(self, answers: Answers) -> Question | None:
        for question in self.questions:
            if not answers.over and await question.is_open(answers):
                return question
        return None

    def _failures(self, answers: Answers, step: Step, asked: str | None) -> tuple[bool, int]:
        """Whether this message was no valid answer, and how many in a row the same question has got by now."""
        before = answers["form_failures"] if isinstance(answers["form_failures"], int) else 0
        if step is Step.RETURNING:
            return False, before
        said_again = answers.message.intent == self._topic or self._wants_to_go_on(answers)
        failed = answers.refused or (asked is not None and not answers.understood and not said_again)
        return failed, before + 1 if failed else 0

    def _wants_to_go_on(self, answers: Answers) -> bool:
        declined_offer = answers.message.intent == "deny" and bool(answers.slots.get("form_person_offered"))
        return answers.message.intent == "repeat" or declined_offer

    def _leaves_to_others(self, message: Message, asked: str | None, tracker: Tracker) -> bool:
        offered = bool(tracker.get_slot("form_person_offered"))
        question = next((question for question in self.questions if question.slot == asked), None)
        if question is not None and question.answers_surely(message):
            return False
        answered = any(each.read(message, asked=each is question) is not None for each in self.questions)
        asked_answered = question is not None and question.read(message, asked=True) is not None
        return steps_aside(
            message,
            opening_intent=self._topic,
            own_words=bool(question and question.own_words),
            answered=answered,
            asked_answered=asked_answered,
            person_offered=offered,
        )

    def _step(self, tracker: Tracker) -> Step:
        for event in reversed(self._before_own_run(tracker)):
            if event.get("event") == "active_loop" and event.get("name") == self.form:
                return Step.OPENING
            if event.get("event") == "action":
                return Step.RETURNING
        return Step.ANSWERING

    def _before_own_run(self, tracker: Tracker) -> list[dict[str, Any]]:
        """This turn's events without what Rasa appends: the form's own run, and slots that were filled already."""
        events = _since_message(tracker)
        own = [
            place for place, each in enumerate(events) if each.get("event") == "action" and each["name"] == self.form
        ]
        return events[: own[-1]] if own else events

    def _set_aside(self, tracker: Tracker) -> str | None:
        """The form that was open until this message, and has just stepped aside for this one."""
        for each in _since_message(tracker):
            if each.get("event") == "action_execution_rejected" and each.get("name") not in (None, self.form):
                return str(each["name"])
        return None

    def _asked(self, tracker: Tracker, step: Step) -> str | None:
        return None if step is Step.OPENING else tracker.get_slot(REQUESTED)

    def _events(self, answers: Answers, requested: str | None) -> list[EventType]:
        changes: dict[str, Any] = {**answers.changes, REQUESTED: requested}
        return [SlotSet(slot, value) for slot, value in changes.items()]


def _opened_by_us(tracker: Tracker) -> bool:
    """Whether an action of ours goes on with this form: the last message was about something else."""
    return any(each.get("name") in _OPENERS for each in _since_message(tracker) if each.get("event") == "action")


def _since_message(tracker: Tracker) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = list(tracker.events)
    after = next((place for place in range(len(events), 0, -1) if events[place - 1].get("event") == "user"), 0)
    return events[after:]
