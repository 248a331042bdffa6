"""Say which turn this assistant's code serves, and gather what the turn wants to keep until its commit."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from rasa.shared.core.trackers import DialogueStateTracker

from helpline.turn import TurnContext


@dataclass
class OpenTurn:
    """A turn between its claim and its commit.

    A timer that Rasa starts inside a turn copies its context and runs much later: it finds the turn with `open`
    false, and must not believe that its events would still be committed.
    """

    context: TurnContext
    tracker: DialogueStateTracker
    saved: DialogueStateTracker | None = None
    open: bool = True


_current: ContextVar[OpenTurn | None] = ContextVar("helpline_open_turn", default=None)


def enter(turn: OpenTurn) -> None:
    _current.set(turn)


def open_turn(conversation_id: str) -> OpenTurn | None:
    """The turn of that conversation this code serves; None outside one or after its end."""
    turn = _current.get()
    return turn if turn and turn.open and turn.context.conversation_id == conversation_id else None
