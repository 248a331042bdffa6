"""Move the demo seed's times to today: else, a month after it was made, nothing in it could be returned any more."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

MADE_ON = date(2026, 11, 20)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def moved(content: Any, *, today: date) -> Any:
    """The same content with every moment as many whole days later as the seed is old."""
    return _moved(content, timedelta(days=(today - MADE_ON).days))


def _moved(part: Any, by: timedelta) -> Any:
    if isinstance(part, dict):
        return {name: _moved(value, by) for name, value in part.items()}
    if isinstance(part, list):
        return [_moved(value, by) for value in part]
    if isinstance(part, str) and _MOMENT.fullmatch(part):
        return (datetime.strptime(part, "%Y-%m-%dT%H:%M:%SZ") + by).strftime("%Y-%m-%dT%H:%M:%SZ")
    return part
