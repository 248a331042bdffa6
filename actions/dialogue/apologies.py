"""Choose the honest words for each way in which something can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpline.attempts import Result
from helpline.backends.errors import (
    BackendError,
    BackendUnavailable,
    Conflict,
    LevelTooLow,
    NotAllowed,
    NotFound,
    TooMany,
)
from helpline.errors import HelplineError
from helpline.identity.errors import IdentityError, OtherCustomer
from helpline.turn import NoTurn


class FormInterrupted(HelplineError):
    """A form failed in the middle of a turn; `taken` is what it had understood by then, its cause is what failed."""

    def __init__(self, taken: Mapping[str, Any]) -> None:
        super().__init__("a form was interrupted")
        self.taken = dict(taken)


@dataclass(frozen=True)
class Apology:
    """What to say about a failure, and how it counts among the attempts."""

    response: str
    result: Result
    code: str


def apology(error: Exception) -> Apology:
    """The words for an error that no action dealt with itself."""
    if isinstance(error, FormInterrupted) and isinstance(error.__cause__, Exception):
        return apology(error.__cause__)
    if isinstance(error, BackendUnavailable):
        return Apology(_unavailable(error.backend), Result.FAILED, error.code)
    if isinstance(error, TooMany):
        return Apology("utter_backend_too_many", Result.REFUSED, error.code)
    if isinstance(error, (NotAllowed, NotFound, Conflict)):
        return Apology("utter_backend_refused", Result.REFUSED, error.code)
    if isinstance(error, OtherCustomer):
        return Apology("utter_identity_other_customer", Result.REFUSED, "other_customer")
    if isinstance(error, (LevelTooLow, IdentityError)):
        return Apology("utter_identity_expired", Result.REFUSED, getattr(error, "code", "identity"))
    if isinstance(error, NoTurn):
        return Apology("utter_outside_chat", Result.FAILED, "no_turn")
    code = error.code if isinstance(error, BackendError) else type(error).__name__
    return Apology("utter_action_failed", Result.FAILED, code)


def _unavailable(backend: str) -> str:
    return "utter_backend_tickets_down" if backend == "tickets" else "utter_backend_down"
