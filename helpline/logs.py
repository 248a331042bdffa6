"""Write logs as one JSON object a line: an event name with fields, never prose, never a customer's words."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timezone
from typing import Any

_LONGEST = 1_000


class JsonLines(logging.Formatter):
    """One record, one line of JSON; what is longer than a thousand characters is cut."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            **getattr(record, "fields", {}),
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage()[:_LONGEST],
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)[-4 * _LONGEST :]
        return json.dumps(line, default=str, ensure_ascii=True)


class Log:
    """A logger whose calls name an event and its fields: `log.info("turn_done", turn=7)`."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, **fields: object) -> None:
        self._logger.debug(event, extra={"fields": fields})

    def info(self, event: str, **fields: object) -> None:
        self._logger.info(event, extra={"fields": fields})

    def warning(self, event: str, **fields: object) -> None:
        self._logger.warning(event, extra={"fields": fields})

    def error(self, event: str, **fields: object) -> None:
        self._logger.error(event, extra={"fields": fields})

    def exception(self, event: str, **fields: object) -> None:
        self._logger.error(event, extra={"fields": fields}, exc_info=True)


def configure_logs(level: str = "INFO") -> None:
    """Send every record of this process to standard error as JSON lines."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(level)
