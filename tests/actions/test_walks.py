"""Simulated customers wander through every form: nothing changes without a yes to it, and nothing is stuck."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from actions.dialogue.cancel_order import ActionCancelOrder, ValidateCancelOrderForm
from actions.dialogue.change_order import ActionChangeOrder, ValidateChangeOrderForm
from actions.dialogue.change_payment_method import ActionChangePaymentMethod, ValidateChangePaymentMethodForm
from actions.dialogue.change_shipping_address import ActionChangeShippingAddress, ValidateChangeShippingAddressForm
from actions.dialogue.delete_account import ActionDeleteAccount, ValidateDeleteAccountForm
from actions.dialogue.edit_account import ActionEditAccount, ValidateEditAccountForm
from actions.dialogue.exchange_item import ActionExchangeItem, ValidateExchangeItemForm
from actions.dialogue.export_data import ActionExportData, ValidateExportDataForm
from actions.dialogue.leaving import leave
from actions.dialogue.newsletter import ActionNewsletter, ValidateNewsletterForm
from actions.dialogue.payment_issue import ActionPaymentIssue, ValidatePaymentIssueForm
from actions.dialogue.report_order_problem import ActionReportOrderProblem, ValidateReportOrderProblemForm
from actions.dialogue.reset_password import ActionResetPassword, ValidateResetPasswordForm
from actions.dialogue.return_item import ActionReturnItem, ValidateReturnItemForm
from actions.dialogue.support_action import SupportAction
from helpline.backends.values import OrderStatus
from tests.actions.goods import ANN, ITEMS, PRODUCTS, goods
from tests.actions.kernel import GUEST, VERIFIED, Kernel
from tests.actions.stage import Stage

TOPICS: dict[str, tuple[SupportAction, SupportAction]] = {
    "cancel_order": (ValidateCancelOrderForm(), ActionCancelOrder()),
    "change_order": (ValidateChangeOrderForm(), ActionChangeOrder()),
    "exchange_item": (ValidateExchangeItemForm(), ActionExchangeItem()),
    "return_item": (ValidateReturnItemForm(), ActionReturnItem()),
    "change_payment_method": (ValidateChangePaymentMethodForm(), ActionChangePaymentMethod()),
    "change_shipping_address": (ValidateChangeShippingAddressForm(), ActionChangeShippingAddress()),
    "edit_account": (ValidateEditAccountForm(), ActionEditAccount()),
    "delete_account": (ValidateDeleteAccountForm(), ActionDeleteAccount()),
    "newsletter": (ValidateNewsletterForm(), ActionNewsletter()),
    "export_data": (ValidateExportDataForm(), ActionExportData()),
    "reset_password": (ValidateResetPasswordForm(), ActionResetPassword()),
    "report_order_problem": (ValidateReportOrderProblemForm(), ActionReportOrderProblem()),
    "payment_issue": (ValidatePaymentIssueForm(), ActionPaymentIssue()),
}
OPENINGS = (
    "hello, i need help with this", "for A-2047 please", "the mug in A-2047", "everything in A-1999, to my gift card",
    "the jacket in green L, difference to my paypal", "all but the rug", "the other one", "last month's order",
    "to 12 Oak St, Boulder, CO 80301", "my last name to Stone", "unsubscribe me", "it arrived broken, in pieces, sadly",
    "you charged me twice and i want to know why", "",
)  # fmt: skip
SAYINGS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("yes", "affirm", {}), ("yes", "affirm", {}), ("yes", "affirm", {}), ("no", "deny", {}), ("that's all", "stop", {}),
    ("the mug", "inform", {}), ("the jacket and the rug", "inform", {}), ("everything", "inform", {}),
    ("everything but the rug", "inform", {}), ("the second one", "inform", {"ordinal": "2"}), ("2", "inform", {}),
    ("green", "inform", {}), ("one size bigger", "inform", {}), ("the red one in L", "inform", {}),
    ("cheapest", "inform", {}), ("black", "inform", {}), ("paypal", "inform", {}), ("my gift card", "inform", {}),
    ("the visa ending 9212", "inform", {}), ("actually to the gift card", "change_payment_method", {}),
    ("no, the blue one", "deny", {}), ("A-1999", "inform", {"order_number": "A-1999"}),
    ("no i meant A-2047", "deny", {"order_number": "A-2047"}), ("W9999999", "inform", {"order_number": "W9999999"}),
    ("12 Oak St, Boulder, CO 80301", "inform", {}), ("boulder", "inform", {}),
    ("80301", "inform", {"postcode": "80301"}),
    ("colorado", "inform", {}), ("no, the postcode is 80302", "deny", {"postcode": "80302"}),
    ("by mistake", "inform", {"reason": "by mistake"}), ("go back", "inform", {}), ("what did you say", "repeat", {}),
    ("ann@example.com", "inform", {"email": "ann@example.com"}), ("••••••", "inform", {}),
    ("xyzzy", "nlu_fallback", {}),
    ("Ann Stone", "inform", {}), ("my name", "inform", {}), ("it was damaged when it came here", "inform", {}),
    ("\x00\U0001f600 '; DROP TABLE", "nlu_fallback", {}), ("1" * 3000, "nlu_fallback", {}), ("forget it", "stop", {}),
)  # fmt: skip
# What somebody says who wants to get on; others say anything.
HELPFUL: dict[str, tuple[str, ...]] = {
    "confirmed": ("yes", "yes", "yes", "no", "actually to the gift card", "no, the blue one"),
    "deletion_understood": ("yes", "no"),
    "everything_named": ("that's all", "yes", "no"),
    "identity_email": ("ann@example.com",),
    "identity_code": ("••••••",),
    "email_proved": ("••••••",),
    "order_wanted": ("A-1999", "no i meant A-2047", "the second one"),
    "chosen_items": ("the mug", "the jacket and the rug", "everything but the rug"),
    "new_variants": ("green", "black", "one size bigger", "cheapest"),
    "payment_choice": ("paypal", "my gift card", "the visa ending 9212"),
    "new_address": ("12 Oak St, Boulder, CO 80301", "80301", "boulder"),
    "cancel_reason": ("by mistake",),
    "account_field": ("my name",),
    "new_name": ("Ann Stone",),
    "problem_kind": ("it was damaged when it came here",),
    "ticket_summary": ("it was damaged when it came here",),
    "ticket_email": ("ann@example.com",),
}
WALKS, STEPS = 2_000, 16


def _state(kernel: Kernel) -> tuple[Any, ...]:
    """Everything a customer could lose."""
    exports, resets = kernel.accounts.called("request_export"), kernel.accounts.called("reset_password")
    account = (kernel.accounts.customer, kernel.accounts.deleted, len(exports), len(resets))
    return tuple(kernel.orders.orders), len(kernel.tickets.drafts), account


def _fill(kernel: Kernel, dice: random.Random) -> None:
    statuses = list(OrderStatus)
    delivered = goods("A-1999", OrderStatus.DELIVERED, returnable_until=datetime.now(timezone.utc) + timedelta(days=9))
    kernel.orders.orders = [goods("A-2047"), delivered, goods("A-1500", dice.choice(statuses), items=ITEMS[1:])]
    kernel.accounts.customer = replace(ANN, newsletter=dice.random() < 0.5)
    kernel.catalogue.products = kernel.orders.products = PRODUCTS
    kernel.identities.identity = GUEST if dice.random() < 0.3 else VERIFIED


def _saying(slot: str, dice: random.Random) -> tuple[str, str, dict[str, str]]:
    if slot in HELPFUL and dice.random() < 0.7:
        wanted = dice.choice(HELPFUL[slot])
        return next(each for each in SAYINGS if each[0] == wanted)
    return dice.choice(SAYINGS)


async def _turn(stage: Stage, kernel: Kernel, dice: random.Random, asked: str) -> str:
    """One message and all that follows from it; returns the last response."""
    before, topic = _state(kernel), (stage.form or "").removesuffix("_form")
    said: list[str] = []
    if topic not in TOPICS:
        topic = dice.choice(sorted(TOPICS))
        stage.hears(dice.choice(OPENINGS), topic)
    else:
        text, intent, entities = _saying(stage.asks or "", dice)
        stage.hears(text, intent, **entities)
    form, action = TOPICS[topic]
    said += await stage.runs(form)
    if stage.stepped_aside:
        stage.slots.update({event["name"]: event["value"] for event in leave() if event["event"] == "slot"})
        stage.form = None
        said.append("left")
    elif stage.form is None:
        said += await stage.runs(action)
        stage.form = None
        onward = [str(name).removesuffix("_form") for name in stage.names("followup")]
        if onward and onward[0] in TOPICS:
            said += await stage.runs(TOPICS[onward[0]][0])
    assert said, f"{topic} said nothing to {stage.message['text']!r}"
    assert "utter_action_failed" not in said, f"{topic} failed over {stage.message['text']!r}"
    if _state(kernel) != before:
        assert asked == f"utter_{topic}_confirm", f"{topic} changed the shop after {asked}"
        assert stage.message["intent"]["name"] == "affirm", f"{topic} changed the shop at {stage.message['text']!r}"
        assert f"utter_{topic}_done" in said
    return said[-1]


@pytest.mark.parametrize("part", range(10))
async def test_nothing_changes_without_a_yes_to_exactly_that(kernel: Kernel, part: int) -> None:
    """Valid, invalid, contradicting and interrupting answers, in any order."""
    done: set[str] = set()
    for seed in range(part * WALKS // 10, (part + 1) * WALKS // 10):
        dice = random.Random(seed)
        _fill(kernel, dice)
        stage, asked = Stage(), ""
        for _ in range(STEPS):
            asked = await _turn(stage, kernel, dice, asked)
            done |= {asked} if asked.endswith("_done") else set()
    assert len(done) >= 11, f"the walks get nowhere: {sorted(done)}"
