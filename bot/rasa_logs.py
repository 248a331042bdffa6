"""Keep customers' words out of Rasa's own logs.

Rasa reports through structlog, with texts, slots and whole trackers as fields, and prints everything down to DEBUG
unless it is configured. What stays here is the name of an event, from warnings on.
"""

from __future__ import annotations

import logging
from typing import Any

import structlog

from helpline.settings import settings


def configure_rasa_logs() -> None:
    """Send structlog's warnings and errors to the standard loggers, by their names only."""
    structlog.configure(
        processors=[_name_only],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def restore_log_level() -> None:
    """Set the level again after the model is loaded: numpy.distutils, which comes with it, raises it to WARNING."""
    logging.getLogger().setLevel(settings().log_level)


def _name_only(_logger: Any, _method: str, fields: dict[str, Any]) -> str:
    return str(fields.get("event", "rasa"))
