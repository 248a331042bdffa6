"""Tie the life of a child process to ours: whatever ends us, even `kill -9`, ends it too."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from signal import SIGKILL, Signals

_PR_SET_PDEATHSIG = 1
# Loaded here and not in the forked child, where only what is already in memory is safe to use.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def lifeline(signal: Signals = SIGKILL) -> Callable[[], None]:
    """A `preexec_fn` that asks the kernel to send the child this signal when its parent dies.

    Linux knows this; elsewhere it does nothing, and the next start ends what was left behind. It has to run after a
    change of the user, which would clear it: `subprocess` calls it then.
    """

    def ask() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(signal), 0, 0, 0)

    return ask
