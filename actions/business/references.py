"""Give a change the reference its customer can quote."""

from __future__ import annotations


def reference(key: str) -> str:
    """What the customer can quote later: the beginning of the effect's key, by which support finds it."""
    begin, _, digest = key.rpartition("-")
    return f"{begin}-{digest[:8]}".upper()
