"""Hold one thing to say until it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """One thing to say: a response and what its text names."""

    response: str
    values: Mapping[str, Any] = field(default_factory=dict)
