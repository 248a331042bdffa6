"""Run one action: time it, note it, and turn every failure into an honest sentence."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Protocol

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.bootstrap import Desks, desks
from actions.dialogue.apologies import Apology, apology
from helpline.attempts import Result
from helpline.backends.errors import BackendUnavailable
from helpline.logs import Log
from helpline.turn import NoTurn, TurnContext, turn

log = Log("actions")
SHELL = "cmdline"  # `rasa shell`: a turn with no conversation of ours behind it


class Say(Protocol):
    """Say a response of domain.yml, with what its text names; `buttons` are added to its own."""

    def __call__(self, response: str, *, buttons: list[dict[str, str]] | None = None, **values: Any) -> None: ...


class SupportAction(Action, ABC):
    """The base of every action.

    `backend` names the backend the action works with: its attempts are shown to whoever takes over. `when_away` is said
    where that backend is away; without it, what is said for any action.
    """

    backend: ClassVar[str | None] = None
    when_away: ClassVar[str | None] = None

    @property
    def desks(self) -> Desks:
        return desks()

    @abstractmethod
    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        """Do what the action is for."""

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        """The events that keep what the customer told us, so that it can be tried again."""
        return []

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        began = time.monotonic()
        say = _voice(dispatcher)
        try:
            events = await self.perform(say, tracker)
        except Exception as exc:  # noqa: BLE001  the one place: whatever fails, the customer hears something true
            sorry = apology(exc)
            log.warning("action_failed", action=self.name(), error=type(exc.__cause__ or exc).__name__, code=sorry.code)
            say(self.when_away if self.when_away and isinstance(exc, BackendUnavailable) else sorry.response)
            await self._note(began, sorry)
            return self.after_failure(tracker, exc)
        if self.backend:
            await self._note(began, None)
        return events

    async def _note(self, began: float, sorry: Apology | None) -> None:
        milliseconds = int((time.monotonic() - began) * 1000)
        result, code = (sorry.result, sorry.code) if sorry else (Result.OK, None)
        try:
            context = turn_in_chat()
            await self.desks.attempts.record(
                context,
                action=self.name(),
                result=result,
                milliseconds=milliseconds,
                backend=self.backend,
                error_code=code,
            )
        except Exception as exc:  # noqa: BLE001  a note that cannot be made must not undo what was done
            log.warning("attempt_not_noted", action=self.name(), error=type(exc).__name__)


def turn_in_chat() -> TurnContext:
    """The running turn, in a conversation of ours.

    Raises:
        NoTurn: in `rasa shell`, where nobody can prove who they are.
    """
    context = turn()
    if context.channel == SHELL:
        raise NoTurn("rasa shell has no conversation.")
    return context


def _voice(dispatcher: CollectingDispatcher) -> Say:
    def say(response: str, *, buttons: list[dict[str, str]] | None = None, **values: Any) -> None:
        dispatcher.utter_message(response=response, buttons=buttons, **values)

    return say
