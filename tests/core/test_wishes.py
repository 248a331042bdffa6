"""Several wishes in one message are all found, and what is no wish of its own is not torn off."""

from __future__ import annotations

from typing import Any

import pytest

from bot import wishes

_WORDS = {
    "cancel": "cancel_order", "send the": "return_item", "return": "return_item", "address": "change_shipping_address",
    "refund": "get_refund", "where is": "track_order", "thanks": "thank", "hello": "greet", "exchange": "exchange_item",
}  # fmt: skip


async def understand(text: str) -> dict[str, Any]:
    """A model that knows a word for each intent, the last one said counting, and order numbers like A-1."""
    said = text.lower()
    found = sorted((said.rfind(word), intent) for word, intent in _WORDS.items() if word in said)
    intent = {"name": found[-1][1] if found else "inform", "confidence": 0.9}
    numbers = [word.strip(".,?") for word in text.split() if word.startswith("A-")]
    entities = [{"entity": "order_number", "value": number} for number in numbers]
    return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": entities}


async def read(text: str) -> list[tuple[str, list[str]]]:
    """Intent and order numbers of each wish."""
    parsed = await wishes.read(text, understand)
    every = [parsed, *(each["parse_data"] for each in parsed.get("rest", []))]
    return [(each["intent"]["name"], [entity["value"] for entity in each["entities"]]) for each in every]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("send the kettle back and cancel A-2", [("return_item", []), ("cancel_order", ["A-2"])]),
        ("please cancel A-1 and A-2 for me", [("cancel_order", ["A-1"]), ("cancel_order", ["A-2"])]),
        ("hello there. cancel A-1. where is A-2?", [("cancel_order", ["A-1"]), ("track_order", ["A-2"])]),
        ("return the mug and refund me please", [("return_item", [])]),
        ("i don't want to cancel, just change the address", [("change_shipping_address", [])]),
        ("cancel A-1 and cancel my other order", [("cancel_order", ["A-1"]), ("cancel_order", [])]),
        ("cancel A-1, not A-2, thanks a lot", [("thank", ["A-1", "A-2"])]),
        ("where is A-1", [("track_order", ["A-1"])]),
        ("the mugs and the rug and the lamp", [("inform", [])]),
    ],
)
async def test_each_wish_is_found_once(text: str, expected: list[tuple[str, list[str]]]) -> None:
    """In the order they were said."""
    assert await read(text) == expected


async def test_greetings_and_thanks_stay_with_the_wish() -> None:
    """One wish only: nothing waits."""
    assert await read("hello. where is my order? thanks") == [("track_order", [])]
