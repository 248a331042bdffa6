"""Simulated customers write anything in any order: the shop changes only by a yes to a question."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest

from tests.dialogues.player import differences
from tests.dialogues.shopkeeper import Shopkeeper
from tests.dialogues.stock import stock
from tests.support.chat import Chat
from tests.support.stack import Stack

OPENINGS = (
    "cancel my order W7654321", "i want to change the mug in A-2047", "send the tablet back", "exchange the tablet",
    "send A-2047 to 12 Oak St, Boulder, CO 80301", "pay A-2047 with paypal", "i want my money back", "unsubscribe me",
    "sign me up for the newsletter", "change my last name to Stone", "delete my account", "send me all my data",
    "the tablet arrived broken, the screen has a crack", "i was charged twice for A-2047", "where is my refund",
    "cancel W7654321 and send the tablet back", "i forgot my password", "do you have the rain jacket in green",
)  # fmt: skip
SAYINGS = (
    "yes", "yes", "yes", "yes", "no", "that's all", "the first one", "the second one", "the mug", "everything", "blue",
    "green please", "paypal", "my gift card", "to the visa", "ordered by mistake", "no, the blue one", "A-2047",
    "100045",
    "12 Oak St, Boulder, CO 80301", "80301", "what did you say", "help", "forget it", "how long does delivery take?",
    "where is my order", "go back", "asdf qwer", "7", "wait, i meant W7654321",
    "maybe", "hmm", "i guess", "both", "actually paypal", "stop",
)  # fmt: skip
WALKS, STEPS = 200, 6
WHO = "c_100"
_ERASED_SECONDS = 60.0


@pytest.fixture(scope="module")
def shopkeeper(stack: Stack) -> Iterator[Shopkeeper]:
    """The one who looks after the shop of these walks."""
    with Shopkeeper(stack) as keeper:
        yield keeper


def _walk(chat: Chat, shop: Shopkeeper, dice: random.Random) -> None:
    before, asked = shop.export(), ""
    for step in range(STEPS):
        text = dice.choice(SAYINGS if step else OPENINGS)
        chat.say(text)
        said = [(event.get("meta") or {}).get("response") or "" for event in chat.answer()]
        assert said, f"no answer to {text!r}:\n{chat.transcript()}"
        assert "utter_action_failed" not in said, chat.transcript()
        after = shop.export()
        changed = differences(before, after)
        agreed = text == "yes" and asked.endswith("_confirm")
        # Bringing in a person opens a ticket by itself; everything else is agreed to first.
        agreed = agreed or (all(path.startswith("tickets.") for path in changed) and "contact_human" in " ".join(said))
        assert agreed or not changed, f"{text!r} changed {changed}:\n{chat.transcript()}"
        if changed.get(f"customers.{WHO}.id"):
            _until_erased(chat)  # else the next walks of the same customer would be erased with it
            return
        before, asked = after, said[-1]


def _until_erased(chat: Chat) -> None:
    deadline = time.monotonic() + _ERASED_SECONDS
    while chat.request("GET", "/messages?after=0").status_code == 200:
        assert time.monotonic() < deadline, "the conversation of a deleted customer is still there"
        time.sleep(0.2)


@pytest.mark.parametrize("part", range(10))
def test_the_shop_changes_only_by_a_yes(stack: Stack, shopkeeper: Shopkeeper, part: int) -> None:
    """Interrupting, contradicting, invalid and valid answers."""
    for seed in range(part * WALKS // 10, (part + 1) * WALKS // 10):
        shopkeeper.seed(stock())
        with Chat(stack.assistant_url, assertion=shopkeeper.assertion(WHO)) as chat:
            _walk(chat, shopkeeper, random.Random(seed))
