"""Every flow in a real browser: one happy conversation for each way to end, clicked and typed on the demo page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.dialogues.conversations import Conversation, Turn, conversations
from tests.dialogues.player import differences
from tests.dialogues.shopkeeper import Shopkeeper
from tests.dialogues.stock import stock
from tests.support.browser import Customer, opened_browser
from tests.support.stack import Stack

NAMES = {"c_100": "Ann Lee", "c_101": "Ben Ode", "c_102": "Cleo Ray"}
_CODE = re.compile(r"\b\d{6}\b")


def _endings() -> list[Conversation]:
    first: dict[str, Conversation] = {}
    for conversation in conversations():
        if conversation.folder == "happy_path" and conversation.turns[-1].expect:
            first.setdefault(conversation.turns[-1].expect[-1], conversation)
    return list(first.values())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser; each conversation has a window of its own."""
    with opened_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def shopkeeper(stack: Stack) -> Iterator[Shopkeeper]:
    """Fills the shop, opens mails, and leaves the demo shop behind."""
    with Shopkeeper(stack) as keeper:
        yield keeper
    stack.command("shop", "seed", "--demo")


@pytest.mark.parametrize("conversation", _endings(), ids=lambda each: each.name)
def test_a_flow(conversation: Conversation, browser: Browser, stack: Stack, shopkeeper: Shopkeeper) -> None:
    """What is written and pressed, what is shown, and what the shop's export shows in the end."""
    shopkeeper.seed(stock())
    before = shopkeeper.export()
    context = browser.new_context(reduced_motion="reduce")
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    customer = Customer(page)
    customer.visit(stack.page_url)
    if conversation.customer_id:
        customer.sign_in(NAMES[conversation.customer_id])
    customer.open()
    for place, turn in enumerate(conversation.turns, 1):
        _say(turn, customer, shopkeeper)
        customer.hears_in_turn(turn.expect[-1] if turn.expect else "", turn=place)
        for piece in turn.has:
            if not piece.startswith("not "):
                customer.sees(piece)
    assert differences(before, shopkeeper.export()) == conversation.shop
    assert not faults
    context.close()


def _say(turn: Turn, customer: Customer, shopkeeper: Shopkeeper) -> None:
    if turn.press:
        customer.choose(turn.press)
    elif turn.mail:
        customer.code.fill(_CODE.findall(shopkeeper.mails(turn.mail)[-1])[-1])
        customer.code.press("Enter")
    else:
        customer.write(turn.say or "")
