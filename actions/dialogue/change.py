"""Carry out a change of any kind: shown first, sent after a yes to exactly that, told as it turned out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.bootstrap import Desks
from actions.business.lines import Line
from actions.business.references import reference
from actions.dialogue.collected import answers_of, dropped, left_open, resumed_with
from actions.dialogue.questions.question import Answers
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from helpline.backends.errors import BackendUnavailable, Conflict, NotAllowed, NotFound, Unconfirmed
from helpline.confirmations import Confirmation
from helpline.effects import Outcome

REQUESTED = "requested_slot"
CONFIRMED = "confirmed"
GOES_ON = "goes_on"
_CARRIED_OVER = ("new_address",)


@dataclass(frozen=True)
class Preview:
    """What a change would do.

    Args:
        preview_id: of the shop; the write is refused when it would do something else by then.
        lines: the consequences, said before the question.
        values: what the question and the result name.
    """

    preview_id: str | None = None
    lines: Sequence[Line] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sending:
    """A change on its way: what was confirmed, the slots with what only sealed slots hold, and the key."""

    desks: Desks
    accepted: Confirmation
    slots: Mapping[str, Any]
    key: str

    @property
    def arguments(self) -> dict[str, Any]:
        return self.accepted.arguments

    @property
    def preview_id(self) -> str:
        return self.accepted.preview_id or ""


class Change(ABC):
    """One kind of change, stated once: what is confirmed, what it would do, how it is sent.

    Its responses are named by the topic: `utter_<topic>_confirm`, `_done`, `_kept`, `_unconfirmed`.
    """

    topic: ClassVar[str]
    backend: ClassVar[str] = "orders"

    @property
    def form(self) -> str:
        return f"{self.topic}_form"

    @abstractmethod
    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        """What exactly is confirmed, as JSON; nothing secret."""

    @abstractmethod
    async def look(self, answers: Answers) -> Preview | None:
        """Ask the backend what would happen; None after `answers.refuse` or `answers.end` have said why not."""

    @abstractmethod
    async def send(self, sending: Sending) -> dict[str, Any]:
        """Make the change, once per key; returns what the result's text names besides what was shown."""

    async def refused(self, error: NotAllowed, answers: Answers) -> None:
        """Say why the backend does not allow it, and end the form or open the question at fault again."""
        answers.end("utter_backend_refused")

    async def preview(self, answers: Answers) -> Preview | None:
        """`look`, with refusals put in words."""
        try:
            return await self.look(answers)
        except NotFound:
            number = answers["order_wanted"]
            answers["order_wanted"] = None
            answers.end("utter_order_unknown", order_number=number)
        except NotAllowed as exc:
            await self.refused(exc, answers)
        return None


class SubmitChange(SupportAction):
    """The action behind a change's form: it runs after a yes, after a no, and after a refusal."""

    @property
    @abstractmethod
    def change(self) -> Change:
        """What it carries out."""

    def name(self) -> str:
        return f"action_{self.change.topic}"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        confirmed, told = tracker.get_slot(CONFIRMED), dict(tracker.get_slot("shown") or {})
        if confirmed is False:
            await self.desks.confirmations.decline(turn_in_chat())
            say(f"utter_{self.change.topic}_kept", **told)
            return [*self._done(tracker), left_open(self.change.form, tracker.slots)]
        if tracker.get_slot(GOES_ON):
            return self._elsewhere(tracker)
        if not confirmed:
            return self._done(tracker)
        try:
            outcome = await self._submit(tracker)
        except Unconfirmed:
            say(f"utter_{self.change.topic}_unconfirmed", **told)
            return self._done(tracker)
        except (Conflict, NotAllowed) as exc:
            return self._once_more(exc, say, tracker)
        say(f"utter_{self.change.topic}_done", **{**told, **outcome.value}, reference=reference(outcome.key))
        return [*self._done(tracker), self._kept_for_the_next(tracker), *self.afterwards(tracker)]

    def afterwards(self, tracker: Tracker) -> list[EventType]:
        """What a finished change leaves for the conversation to go on with."""
        return []

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        """Back into the form, at its last question: nothing was sent, and no answer is lost."""
        if not isinstance(error, BackendUnavailable):
            return self._done(tracker)
        question = [SlotSet(CONFIRMED, None), SlotSet(REQUESTED, CONFIRMED)]
        return [ActiveLoop(self.change.form), *question, FollowupAction("action_listen")]

    async def _submit(self, tracker: Tracker) -> Outcome[dict[str, Any]]:
        turn, arguments = turn_in_chat(), self.change.arguments(tracker.slots)
        accepted = await self.desks.confirmations.accept(turn, action=self.change.topic, arguments=arguments)

        async def send(key: str) -> dict[str, Any]:
            return await self.change.send(Sending(self.desks, accepted, tracker.slots, key))

        return await self.desks.effects.perform(
            turn,
            action=self.change.topic,
            arguments=arguments,
            backend=self.change.backend,
            send=send,
            encode=dict,
            decode=dict,
        )

    def _once_more(self, error: Conflict | NotAllowed, say: Say, tracker: Tracker) -> list[EventType]:
        """The form looks again, with every answer: it shows what would happen now, or says why nothing can."""
        if isinstance(error, Conflict):
            say("utter_change_stale")
        kept = resumed_with(self.change.form, answers_of(tracker.slots))
        return [SlotSet(CONFIRMED, None), kept, FollowupAction(self.change.form)]

    def _elsewhere(self, tracker: Tracker) -> list[EventType]:
        """The same wish for an order in another state: that form goes on with what was said."""
        form, said = str(tracker.get_slot(GOES_ON)), tracker.get_slot("wish") or tracker.latest_message.get("text")
        answers = {"order_wanted": tracker.get_slot("order_wanted"), "wish": said}
        return [*self._done(tracker), resumed_with(form, answers), FollowupAction(form)]

    def _kept_for_the_next(self, tracker: Tracker) -> EventType:
        """What "the same address" means when another order comes next."""
        told = {slot: tracker.get_slot(slot) for slot in _CARRIED_OVER if tracker.get_slot(slot)}
        return SlotSet("previous", told or tracker.get_slot("previous"))

    def _done(self, tracker: Tracker) -> list[EventType]:
        number = tracker.get_slot("order_wanted")
        return [*dropped(), *([SlotSet("current_order", number)] if number else [])]
