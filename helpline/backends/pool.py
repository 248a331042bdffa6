"""Give each backend a bounded number of threads, so that a slow one cannot take the others' places."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from helpline.backends import metrics
from helpline.backends.budget import Budget, spending
from helpline.backends.calls import Call
from helpline.backends.errors import BackendBusy, BackendTimeout, Unconfirmed
from helpline.backends.transport import Transport

T = TypeVar("T")
_GRACE_SECONDS = 0.2  # the thread's own timeout comes first; this one is for what no socket timeout covers, as DNS


class Pool:
    """The asyncio side of a transport.

    Args:
        places: calls that may be under way or waiting; a quarter of them waits, the rest have a thread. One more is
            refused at once.
    """

    def __init__(self, transport: Transport, *, places: int) -> None:
        self._transport = transport
        self._places = threading.BoundedSemaphore(places)
        threads = max(1, places - places // 4)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"backend-{transport.name}")

    @property
    def name(self) -> str:
        return self._transport.name

    def state(self) -> str:
        """The breaker's: `closed`, `open` or `half-open`."""
        return self._transport.state()

    async def send(self, call: Call[T]) -> T:
        """Send a call without blocking the loop.

        Raises:
            BackendError: see helpline.backends.errors.
        """
        with spending() as allowed:
            return await self._send(call, allowed)

    async def _send(self, call: Call[T], allowed: Budget) -> T:
        if not self._places.acquire(blocking=False):
            metrics.REQUESTS.labels(self.name, call.method, BackendBusy.code).inc()
            raise BackendBusy(self.name)
        metrics.IN_FLIGHT.labels(self.name).inc()
        work = self._threads.submit(copy_context().run, self._transport.request, call, allowed)
        work.add_done_callback(self._leave)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(work), allowed.left + _GRACE_SECONDS)
        except asyncio.TimeoutError as exc:
            if call.key is None or work.cancelled():  # cancelled: it never got a thread
                raise BackendTimeout(self.name, code="budget_spent") from exc
            raise Unconfirmed(self.name, key=call.key) from exc

    def _leave(self, _: Future[T]) -> None:
        metrics.IN_FLIGHT.labels(self.name).dec()
        self._places.release()
