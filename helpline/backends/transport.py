"""Send one request to a backend and translate every failure into ours."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import pybreaker
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from helpline.backends import metrics, retries
from helpline.backends.budget import Budget
from helpline.backends.calls import Call, Patience
from helpline.backends.errors import (
    BackendDown,
    BackendError,
    BackendTimeout,
    BackendUnavailable,
    BadReply,
    CircuitOpen,
    TooMany,
    Unconfirmed,
)
from helpline.backends.failures import Failure, refused
from helpline.backends.problems import Reply, error_of, retry_after
from helpline.backends.reading import Unfit, json_of
from helpline.logs import Log

log = Log("helpline.backends.transport")
T = TypeVar("T")
_LARGEST_REPLY = 2 * 1024 * 1024
_CHUNK = 64 * 1024
_SHORTEST_ATTEMPT = 0.1  # seconds; with less left, an attempt could only fail and count against the breaker


class Transport:
    """One backend: its address, its patience, its breaker. Blocking; `Pool` calls it from its threads."""

    def __init__(self, name: str, base_url: str, *, patience: Patience) -> None:
        self.name = name
        self._base_url = base_url.rstrip("/")
        self._patience = patience
        self._sessions = threading.local()
        self._probe = threading.Lock()
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=patience.failures,
            reset_timeout=patience.reset,
            listeners=[_Watch(name)],
            name=name,
            throw_new_error_on_trip=False,  # else the call that trips it would hide its own cause
        )

    def state(self) -> str:
        """The breaker's: `closed`, `open` or `half-open`."""
        return str(self._breaker.current_state)

    def request(self, call: Call[T], budget: Budget) -> T:
        """Send a call, repeat it where that is safe and time is left, and return the parsed reply.

        Raises:
            BackendError: see helpline.backends.errors.
        """
        arrived = False

        def attempt() -> T:
            nonlocal arrived
            try:
                return self._attempt(call, budget)
            except Failure as failure:
                arrived = arrived or failure.arrived
                raise

        try:
            return retries.within(budget, attempt, repeatable=call.repeatable)
        except Failure as failure:
            error = failure.error
        undecided = isinstance(error, (BackendUnavailable, TooMany)) or error.code == "in_progress"
        if call.key is not None and arrived and undecided:
            raise Unconfirmed(self.name, key=call.key) from error
        raise error

    def _attempt(self, call: Call[T], budget: Budget) -> T:
        if budget.left < _SHORTEST_ATTEMPT:
            raise Failure(BackendTimeout(self.name, code="no_time_left"), arrived=False, again=False)
        began = time.monotonic()
        try:
            value = self._guarded(call, budget)
        except Failure as failure:
            self._measure(call, began, failure.error.code)
            raise
        self._measure(call, began, "ok")
        return value

    def _guarded(self, call: Call[T], budget: Budget) -> T:
        """Whatever means trouble is raised inside the breaker; what the backend merely refuses, outside."""
        began = time.monotonic()
        try:
            with self._breaking():
                reply = self._send(call, budget)
                error = error_of(self.name, reply)
                if reply.status < 400:
                    value = self._parsed(call, reply, error)
                elif isinstance(error, BackendDown):
                    again = call.repeatable  # 503 says it did nothing, but that is for a safe or keyed request to test
                    raise Failure(error, arrived=reply.status != 503, again=again, after=retry_after(reply))
                if reply.status < 400 and time.monotonic() - began > self._patience.slow:
                    raise _Slow(value)
        except _Slow as slow:
            log.warning("backend_slow", backend=self.name, method=call.method)
            return slow.value  # type: ignore[no-any-return]  # it is the value parsed above
        if error is not None:
            raise refused(error, repeatable=call.repeatable)
        return value

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        """The breaker around a block. pybreaker's half-open state lets everybody through: only one may probe."""
        probing = self._breaker.current_state != pybreaker.STATE_CLOSED
        if probing and not self._probe.acquire(blocking=False):
            raise Failure(CircuitOpen(self.name), arrived=False, again=False)
        try:
            # calling(), not call(): call() holds the breaker's lock for the whole request (docs/adr).
            with self._breaker.calling():
                yield
        except pybreaker.CircuitBreakerError as exc:
            raise Failure(CircuitOpen(self.name), arrived=False, again=False) from exc
        finally:
            if probing:
                self._probe.release()

    def _send(self, call: Call[T], budget: Budget) -> Reply:
        timeouts = (min(self._patience.connect, budget.left), min(self._patience.read, budget.left))
        until = time.monotonic() + sum(timeouts)
        try:
            response = self._session().request(
                call.method,
                self._base_url + call.path,
                params=call.query,
                data=call.content(),
                headers=call.headers(traceparent=budget.traceparent),
                timeout=timeouts,
                allow_redirects=False,
                stream=True,
            )
            with response:
                return Reply(response.status_code, dict(response.headers), self._body(response, until))
        except (requests.RequestException, HTTPError, OSError) as exc:
            raise self._lost(exc) from exc

    def _body(self, response: requests.Response, until: float) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Failure(BadReply(self.name, code="compressed"), arrived=True, again=False)
        body = bytearray()
        while chunk := response.raw.read1(_CHUNK):
            body += chunk
            if len(body) > _LARGEST_REPLY:
                raise Failure(BadReply(self.name, code="too_large"), arrived=True, again=False)
            if time.monotonic() > until:
                raise Failure(BackendTimeout(self.name, code="body_timeout"), arrived=True, again=True)
        return bytes(body)

    def _parsed(self, call: Call[T], reply: Reply, error: BackendError | None) -> T:
        if error is not None:
            raise Failure(error, arrived=True, again=False)
        try:
            content_type = next((value for name, value in reply.headers.items() if name.lower() == "content-type"), "")
            return call.parse(json_of(reply.body, content_type) if reply.status != 204 else None)
        except Unfit as exc:
            raise Failure(BadReply(self.name, detail=str(exc)), arrived=True, again=False) from exc

    def _lost(self, exc: Exception) -> Failure:
        cause = _cause(exc)
        if isinstance(cause, NewConnectionError):  # before its base class ConnectTimeoutError
            return Failure(BackendDown(self.name, code="no_connection"), arrived=False, again=True)
        if isinstance(exc, requests.ConnectTimeout) or isinstance(cause, ConnectTimeoutError):
            return Failure(BackendTimeout(self.name, code="connect_timeout"), arrived=False, again=True)
        if isinstance(exc, requests.Timeout) or isinstance(cause, ReadTimeoutError):
            return Failure(BackendTimeout(self.name, code="read_timeout"), arrived=True, again=True)
        return Failure(BackendDown(self.name, code="connection_lost"), arrived=True, again=True)

    def _session(self) -> requests.Session:
        """This thread's own: a Session is not made for several."""
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False  # neither proxies nor .netrc
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # else customers would share them
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0))
            self._sessions.session = session
        return session

    def _measure(self, call: Call[T], began: float, outcome: str) -> None:
        metrics.SECONDS.labels(self.name, call.method).observe(time.monotonic() - began)
        metrics.REQUESTS.labels(self.name, call.method, outcome).inc()


class _Slow(Exception):
    """A good reply that took too long: the breaker counts it, the caller gets it."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class _Watch(pybreaker.CircuitBreakerListener):
    """Show each change of the breaker's state."""

    def __init__(self, name: str) -> None:
        self._name = name
        metrics.BREAKER.labels(name).set(0)

    def state_change(self, cb: Any, old_state: Any, new_state: Any) -> None:
        metrics.BREAKER.labels(self._name).set(metrics.BREAKER_STATES[new_state.name])
        log.warning("breaker_changed", backend=self._name, state=new_state.name)


def _cause(exc: BaseException) -> BaseException:
    """What urllib3 said inside what requests says."""
    inner = exc.args[0] if exc.args else None
    reason = getattr(inner, "reason", None)
    if isinstance(reason, BaseException):
        return reason
    return inner if isinstance(inner, BaseException) else exc
