"""Give child processes an environment in which libraries keep quiet and phone nobody."""

from __future__ import annotations

import os
from collections.abc import Mapping

_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONWARNINGS": "ignore",
    "MPLBACKEND": "Agg",
}


def child_environment(more: Mapping[str, str]) -> dict[str, str]:
    """Our own environment, quieter, with what one process needs besides."""
    from helpline.settings import state_dir

    return {**os.environ, **_QUIET, "HELPLINE_STATE_DIR": str(state_dir()), **more}
