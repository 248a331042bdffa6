"""Count what the backends cost and how they fare."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("helpline_backend_requests", "Attempts by outcome", ("backend", "method", "outcome"))
SECONDS = Histogram(
    "helpline_backend_seconds",
    "Time of one attempt",
    ("backend", "method"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5),
)
IN_FLIGHT = Gauge("helpline_backend_in_flight", "Calls that hold a place", ("backend",))
BREAKER = Gauge("helpline_backend_breaker_state", "0 closed, 1 half-open, 2 open", ("backend",))
BREAKER_STATES = {"closed": 0, "half-open": 1, "open": 2}


def breaker_states() -> dict[str, str]:
    """The state of each breaker of this process that has been used, by its backend's name."""
    names = {number: state for state, number in BREAKER_STATES.items()}
    return {sample.labels["backend"]: names[int(sample.value)] for sample in next(iter(BREAKER.collect())).samples}
