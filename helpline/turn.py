"""Say which turn the running code serves, and carry that across to the action server."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from helpline.errors import HelplineError
from helpline.settings import settings

TURN = "X-Helpline-Turn"
CONVERSATION = "X-Helpline-Conversation"
CHANNEL = "X-Helpline-Channel"
BUDGET = "X-Helpline-Budget-Ms"
TRACE = "traceparent"


class NoTurn(HelplineError):
    """The code that runs serves no turn, so it may neither read an identity nor write to a backend."""


@dataclass(frozen=True)
class TurnContext:
    """One inbound message being worked on.

    Args:
        turn_id: the inbox row's id.
        deadline: in seconds of this process' `time.monotonic()`; work that cannot end before it is not begun.
        traceparent: W3C trace context that travels on to the backends.
    """

    turn_id: int
    conversation_id: str
    channel: str
    deadline: float
    traceparent: str

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.deadline - time.monotonic())


current_turn: ContextVar[TurnContext | None] = ContextVar("helpline_turn", default=None)


def turn() -> TurnContext:
    """The turn this code serves.

    Raises:
        NoTurn: outside one, as in `rasa shell`.
    """
    found = current_turn.get()
    if found is None:
        raise NoTurn("This code runs outside a turn.")
    return found


def begin(turn_id: int, *, conversation_id: str, channel: str, seconds: float) -> TurnContext:
    """A context for a turn that starts now and may take that many seconds."""
    trace = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    return TurnContext(turn_id, conversation_id, channel, time.monotonic() + seconds, trace)


def to_headers(context: TurnContext) -> dict[str, str]:
    """The headers that carry the context to the action server."""
    return {
        TURN: str(context.turn_id),
        CONVERSATION: context.conversation_id,
        CHANNEL: context.channel,
        BUDGET: str(int(context.seconds_left * 1000)),
        TRACE: context.traceparent,
    }


def from_headers(headers: Mapping[str, str]) -> TurnContext | None:
    """The context in a request's headers; None where there is none, as in `rasa shell`.

    The backends' time starts when the request arrives: the smaller of what is left of the turn and
    `backend_turn_seconds`.
    """
    if not headers.get(TURN):
        return None
    seconds = min(int(headers[BUDGET]) / 1000, settings().backend_turn_seconds)
    return TurnContext(
        turn_id=int(headers[TURN]),
        conversation_id=headers[CONVERSATION],
        channel=headers[CHANNEL],
        deadline=time.monotonic() + seconds,
        traceparent=headers[TRACE],
    )
