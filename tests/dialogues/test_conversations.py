"""Each conversation file, word by word: what is answered, and what the shop's export shows in the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialogues.conversations import Conversation, conversations
from tests.dialogues.player import play
from tests.dialogues.shopkeeper import Shopkeeper
from tests.support.stack import Stack

ALL = list(conversations())


@pytest.fixture(scope="module")
def shopkeeper(stack: Stack) -> Iterator[Shopkeeper]:
    """The one who looks after the shop of these conversations."""
    with Shopkeeper(stack) as keeper:
        yield keeper


@pytest.mark.parametrize("conversation", ALL, ids=lambda each: f"{each.folder}: {each.name}")
def test_conversation(conversation: Conversation, stack: Stack, shopkeeper: Shopkeeper) -> None:
    """What was expected was said, and exactly what was agreed was done."""
    faults = play(conversation, stack.assistant_url, shopkeeper)
    assert not faults, "\n".join(faults)
