"""The map shows what there is."""

from __future__ import annotations

from tests.contract.conversation_map import MAP, drawn


def test_the_map_is_what_the_data_says() -> None:
    """`python -m tests.contract.conversation_map` makes it anew."""
    assert MAP.read_text("utf-8") == drawn()
