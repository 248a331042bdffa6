"""Try again what is safe to repeat, with full jitter and inside the budget: the only layer that does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from helpline.backends.budget import Budget
from helpline.backends.failures import Failure

T = TypeVar("T")
_MOST_ATTEMPTS = 3
_SHORTEST_ATTEMPT = 0.25  # seconds: with less left after the pause, another attempt is not begun
_jitter = wait_random_exponential(multiplier=0.1, max=1.0)


def within(budget: Budget, attempt: Callable[[], T], *, repeatable: bool) -> T:
    """Call `attempt` until it succeeds, cannot be helped, or no time is left; the last Failure leaves as it is."""

    def worth_another(exc: BaseException) -> bool:
        return isinstance(exc, Failure) and exc.again and (repeatable or not exc.arrived)

    def over(state: RetryCallState) -> bool:
        enough_time = budget.left > state.upcoming_sleep + _SHORTEST_ATTEMPT
        return state.attempt_number >= _MOST_ATTEMPTS or not enough_time

    retrying = Retrying(retry=retry_if_exception(worth_another), stop=over, wait=_pause, reraise=True)
    return retrying(attempt)


def _pause(state: RetryCallState) -> float:
    """What the backend asks for, and the jitter on top."""
    exc = state.outcome.exception() if state.outcome else None
    return _jitter(state) + (exc.after if isinstance(exc, Failure) else 0.0)
