"""Hold one pool, with its transport and breaker, for each backend of this process."""

from __future__ import annotations

from functools import cache

from helpline.backends.calls import Patience
from helpline.backends.pool import Pool
from helpline.backends.transport import Transport
from helpline.settings import settings

NAMES = ("orders", "accounts", "tickets", "catalogue")


@cache
def pool(name: str) -> Pool:
    """The pool of `orders`, `accounts`, `tickets` or `catalogue`, made at its first use."""
    known = settings()
    patience = Patience(
        connect=known.backend_connect_seconds,
        read=known.backend_read_seconds,
        slow=known.breaker_slow_seconds,
        failures=known.breaker_failures,
        reset=known.breaker_reset_seconds,
    )
    transport = Transport(name, f"{known.address('shop')}/v1", patience=patience)
    return Pool(transport, places=known.backend_threads)


def states() -> dict[str, str]:
    """The breaker of each backend that was asked so far: `closed`, `open` or `half-open`."""
    return {name: pool(name).state() for name in NAMES}
