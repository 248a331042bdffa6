"""Carry one failed attempt from the wire to the decision whether to try again."""

from __future__ import annotations

from helpline.backends.errors import BackendError, Conflict, TooMany


class Failure(Exception):
    """One attempt that failed; it never leaves helpline.backends.

    Args:
        error: what the caller hears if this was the last attempt.
        arrived: the backend may have acted on the request.
        again: another attempt can help.
        after: seconds the backend asks to wait first.
    """

    def __init__(self, error: BackendError, *, arrived: bool, again: bool, after: float | None = None) -> None:
        super().__init__(error.code)
        self.error, self.arrived, self.again, self.after = error, arrived, again, after or 0.0


def refused(error: BackendError, *, repeatable: bool) -> Failure:
    """The backend answered with a refusal; two of them pass with time."""
    if isinstance(error, TooMany):
        return Failure(error, arrived=False, again=repeatable, after=error.retry_after)
    in_progress = isinstance(error, Conflict) and error.code == "in_progress"
    return Failure(error, arrived=in_progress, again=in_progress)
