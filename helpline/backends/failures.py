"""Carry one failed attempt from the wire to the decision whether to try again."""

from __future__ import annotations

from helpline.backends.errors import BackendError


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
