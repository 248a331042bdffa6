"""Compare order and ticket numbers the way people type them."""

from __future__ import annotations

import re

LONGEST_NUMBER = 100
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


def key_of(number: str) -> str:
    """Without '#' and spaces, in capitals: "# w7654321" is "W7654321"."""
    return _DASHES.sub("-", re.sub(r"[#\s]", "", number)).upper()


def loose_key_of(number: str) -> str:
    """Letters and digits only, in capitals: "a 1001" may mean "A-1001"."""
    return re.sub(r"[\W_]", "", number).upper()
