"""What can go wrong between us and a backend.

BackendError                 carries the backend's name
├── BackendUnavailable       nothing was changed; later it may work
│   ├── CircuitOpen          too many failures of late: it was not even asked
│   ├── BackendBusy          all places for this backend are taken
│   ├── BackendTimeout       no answer in time
│   ├── BackendDown          no connection, or an answer with 5xx
│   └── BadReply             an answer that is not what the contract says
├── Unconfirmed              a write was sent and its outcome is not known; it carries the key
├── NotFound                 not there, or not yours
├── NotAllowed               refused in this state: `code`, `detail`, `allowed`, `facts`
├── LevelTooLow              this caller, or this level of identity, may not do it
│   └── TokenRefused         the token is unknown, expired or revoked
├── TooMany                  a limit was reached; `retry_after` seconds
├── Conflict                 `preview_stale`, `in_progress` or `key_reused`
└── Malformed                the backend calls our request wrong: `code`, `detail`, `field`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpline.errors import HelplineError


class BackendError(HelplineError):
    """A call to a backend failed or was refused.

    Args:
        backend: its name, as in metrics.
        code: stable and machine-readable; the customer never reads it.
    """

    code = "backend_error"

    def __init__(self, backend: str, *, code: str | None = None, detail: str = "") -> None:
        self.backend = backend
        self.code = code or type(self).code
        self.detail = detail  # the backend's own words: for logs of that backend, never for the customer
        super().__init__(f"{backend}: {self.code}")


class BackendUnavailable(BackendError):
    """Nothing was changed; later it may work."""

    code = "unavailable"


class CircuitOpen(BackendUnavailable):
    """Too many failures of late: the backend was not asked."""

    code = "circuit_open"


class BackendBusy(BackendUnavailable):
    """All places for this backend are taken."""

    code = "busy"


class BackendTimeout(BackendUnavailable):
    """No answer in time."""

    code = "timeout"


class BackendDown(BackendUnavailable):
    """No connection, or an answer with 5xx."""

    code = "down"


class BadReply(BackendUnavailable):
    """The answer is not what the contract says; `detail` names the place, never the value."""

    code = "bad_reply"


class Unconfirmed(BackendError):
    """A write was sent and its outcome is not known; the same key finds out or finishes it."""

    code = "unconfirmed"

    def __init__(self, backend: str, *, key: str) -> None:
        super().__init__(backend)
        self.key = key


class NotFound(BackendError):
    """Not there, or not yours."""

    code = "not_found"


class NotAllowed(BackendError):
    """The backend refuses this in the present state.

    Args:
        allowed: what would be allowed instead, in the backend's own names.
        facts: figures behind the refusal, ready to be said: `balance`, `needed`, `until`.
    """

    code = "not_allowed"

    def __init__(
        self,
        backend: str,
        *,
        code: str,
        detail: str = "",
        allowed: Sequence[str] = (),
        facts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(backend, code=code, detail=detail)
        self.allowed = tuple(allowed)
        self.facts = dict(facts or {})


class LevelTooLow(BackendError):
    """This caller, or this level of identity, may not do it."""

    code = "level_too_low"


class TokenRefused(LevelTooLow):
    """The token is unknown, expired or revoked."""

    code = "token_refused"


class TooMany(BackendError):
    """A limit was reached.

    Args:
        retry_after: seconds.
    """

    code = "too_many"

    def __init__(self, backend: str, *, retry_after: float, code: str | None = None) -> None:
        super().__init__(backend, code=code)
        self.retry_after = retry_after


class Conflict(BackendError):
    """`preview_stale`, `in_progress` or `key_reused`."""

    code = "conflict"


class Malformed(BackendError):
    """The backend calls our request wrong.

    Args:
        field: the part at fault, where the backend names one.
    """

    code = "malformed"

    def __init__(self, backend: str, *, code: str | None = None, detail: str = "", field: str = "") -> None:
        super().__init__(backend, code=code, detail=detail)
        self.field = field
