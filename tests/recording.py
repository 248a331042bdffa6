"""Remember what a fake was asked, and fail on request."""

from __future__ import annotations

from dataclasses import dataclass, field

from helpline.backends.errors import BackendError


@dataclass
class Recorder:
    """What every fake can do.

    Args:
        calls: name and arguments of each call, in order.
        failures: by the method's name, the error its calls raise until it is removed.
    """

    calls: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    failures: dict[str, BackendError] = field(default_factory=dict)

    def note(self, name: str, **arguments: object) -> None:
        self.calls.append((name, arguments))
        if name in self.failures:
            raise self.failures[name]

    def called(self, name: str) -> list[dict[str, object]]:
        """The arguments of each call of that method."""
        return [arguments for called, arguments in self.calls if called == name]
