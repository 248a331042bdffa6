"""Cut lists into pages, with a cursor that names where the next one starts."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from fastapi import Query

from shop.bodies import check_storable
from shop.problems import Problem


@dataclass(frozen=True)
class Cut:
    """Which part of a list is asked for; `after` is the sort key of the last row before it."""

    limit: int
    after: list[Any] | None = None

    def split(self, rows: list[Any], key: tuple[str, ...]) -> tuple[list[Any], str | None]:
        """The rows of this page out of `limit + 1`, and the cursor of the next page."""
        if len(rows) <= self.limit:
            return rows, None
        return rows[: self.limit], _cursor([str(rows[self.limit - 1][name]) for name in key])

    def start(self, *names: str) -> dict[str, Any]:
        """The sort key's values by name; all none on the first page."""
        values = self.after if self.after is not None else [None] * len(names)
        if len(values) != len(names):
            raise _malformed()
        return dict(zip(names, values, strict=False))


def cut(limit: int = Query(20, ge=1, le=100), cursor: str | None = Query(None, max_length=500)) -> Cut:
    """The page that the query asks for (a FastAPI dependency). Raises: Problem 422."""
    return Cut(limit, _position(cursor) if cursor else None)


def _cursor(values: list[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _position(cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        check_storable(values)
    except (ValueError, binascii.Error, RecursionError) as exc:
        raise _malformed() from exc
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _malformed()
    return values


def _malformed() -> Problem:
    return Problem(422, "cursor_malformed", "This cursor came from no page of this list.")
