"""Accept only bodies of known fields whose text Postgres can store."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Extra, root_validator

_DEEPEST = 32


class Body(BaseModel):
    """The root of every request body."""

    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True
        allow_mutation = False

    @root_validator(pre=True)
    @classmethod
    def _storable(cls, values: Any) -> Any:
        check_storable(values)
        return values


def check_storable(value: Any) -> None:
    """Look through nested values without recursion.

    Raises:
        ValueError: for NUL characters, lone surrogates and nesting deeper than 32.
    """
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        if isinstance(item, str) and ("\0" in item or any("\ud800" <= char <= "\udfff" for char in item)):
            raise ValueError("text with NUL characters or lone surrogates")
        if isinstance(item, dict):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, list):
            waiting += [(part, depth + 1) for part in item]
