"""Refunds found, invoices given, problems reported."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.dialogue.cancel_order import ValidateCancelOrderForm
from actions.dialogue.check_refund_status import ActionCheckRefundStatus, ValidateCheckRefundStatusForm
from actions.dialogue.get_invoice import ActionGetInvoice, ValidateGetInvoiceForm
from actions.dialogue.get_refund import ActionGetRefund, ValidateGetRefundForm
from actions.dialogue.payment_issue import ActionPaymentIssue, ValidatePaymentIssueForm
from actions.dialogue.report_order_problem import ActionReportOrderProblem, ValidateReportOrderProblemForm
from actions.dialogue.return_item import ValidateReturnItemForm
from helpline.backends.values import MethodKind, OrderStatus, Refund, TicketPriority
from tests.actions.goods import ANN, goods, usd
from tests.actions.kernel import GUEST, VERIFIED, Kernel
from tests.actions.stage import Stage

REFUND, STATUS = ValidateGetRefundForm(), ValidateCheckRefundStatusForm()
REPORT, PAYMENT = ValidateReportOrderProblemForm(), ValidatePaymentIssueForm()
_BACK = Refund(usd("209.00"), MethodKind.CREDIT_CARD, "visa", "9212", (5, 7), "card_1")


@pytest.fixture(autouse=True)
def signed_in(kernel: Kernel) -> None:
    kernel.identities.identity = VERIFIED
    kernel.accounts.customer = ANN


@pytest.mark.parametrize(
    ("status", "said", "form"),
    [
        (OrderStatus.PENDING, ["utter_get_refund_cancel"], "cancel_order_form"),
        (OrderStatus.DELIVERED, ["utter_get_refund_return"], "return_item_form"),
        (OrderStatus.SHIPPED, ["utter_get_refund_not_yet"], None),
        (OrderStatus.PENDING_MODIFIED, ["utter_get_refund_not_yet"], None),
        (OrderStatus.RETURN_REQUESTED, ["utter_check_refund_status_return"], None),
    ],
)
async def test_money_back_by_what_the_order_is(
    stage: Stage, kernel: Kernel, status: OrderStatus, said: list[str], form: str | None
) -> None:
    """Cancelled, returned, on its way already, or neither yet: nobody has to know which it is."""
    kernel.orders.orders = [goods("A-2047", status)]
    await stage.hears("i want my money back for A-2047", "get_refund", order_number="A-2047").runs(REFUND)
    assert await stage.runs(ActionGetRefund()) == said
    assert stage.names("followup") == ([form] if form else [])


async def test_the_way_back_goes_on_with_what_was_said(stage: Stage, kernel: Kernel) -> None:
    """ "My money back for the mug" is the mug's return: neither order nor item is asked again."""
    kernel.orders.orders = [goods("A-2047", OrderStatus.DELIVERED)]
    await stage.hears("money back for the mug, on my gift card please", "get_refund").runs(REFUND)
    await stage.runs(ActionGetRefund())
    said = await stage.runs(ValidateReturnItemForm())
    assert said[-1] == "utter_return_item_confirm"
    assert (stage.slots["chosen_items"], stage.slots["payment_choice"]) == (["i_2"], "gift_1")


async def test_the_way_back_by_cancelling_asks_the_reason(stage: Stage, kernel: Kernel) -> None:
    """The order is known; the cancellation asks for the rest."""
    kernel.orders.orders = [goods("A-2047")]
    await stage.hears("i want my money back", "get_refund").runs(REFUND)
    await stage.runs(ActionGetRefund())
    assert await stage.runs(ValidateCancelOrderForm()) == ["utter_cancel_order_ask_reason"]
    assert stage.slots["order_wanted"] == "A-2047"


async def test_where_a_refund_is(stage: Stage, kernel: Kernel) -> None:
    """Amount, method and days; the only order with a refund is found by itself."""
    kernel.orders.orders = [goods("A-1"), goods("A-2", OrderStatus.CANCELLED, refunds=(_BACK,))]
    await stage.hears("where is my refund", "check_refund_status").runs(STATUS)
    assert await stage.runs(ActionCheckRefundStatus()) == ["utter_check_refund_status_sent"]
    assert (stage.said[0]["amount"], stage.said[0]["days_to"]) == ("$209.00", "7")


async def test_no_refund_anywhere(stage: Stage, kernel: Kernel) -> None:
    """It is said, with what can be done."""
    kernel.orders.orders = [goods("A-1")]
    assert await stage.hears("where is my refund", "check_refund_status").runs(STATUS) == [
        "utter_check_refund_status_none"
    ]
    assert await stage.runs(ActionCheckRefundStatus()) == []


async def test_an_invoice_is_a_link_for_a_while(stage: Stage, kernel: Kernel) -> None:
    """With the time it works until."""
    kernel.orders.orders = [goods("A-1"), goods("A-2")]
    form = ValidateGetInvoiceForm()
    assert await stage.hears("i need an invoice", "get_invoice").runs(form) == ["utter_order_choose"]
    await stage.hears("the second one", ordinal="second").runs(form)
    assert await stage.runs(ActionGetInvoice()) == ["utter_get_invoice"]
    assert stage.said[0]["url"].startswith("http")
    assert kernel.orders.called("invoice") == [{"number": "A-2"}]


async def test_a_broken_item_in_one_sentence(stage: Stage, kernel: Kernel) -> None:
    """Order, item and what is wrong are heard at once; the ticket is urgent and linked."""
    kernel.orders.orders = [goods("A-2047", OrderStatus.DELIVERED)]
    text = "the mug in my order arrived broken, there are pieces everywhere"
    assert await stage.hears(text, "report_order_problem").runs(REPORT) == ["utter_report_order_problem_confirm"]
    assert (stage.said[0]["kind"], stage.said[0]["items"]) == ("damaged", "Coffee Mug (white)")
    await stage.hears("yes", "affirm").runs(REPORT)
    assert await stage.runs(ActionReportOrderProblem()) == ["utter_report_order_problem_done"]
    [draft] = kernel.tickets.drafts
    assert (draft.priority, draft.order_number) == (TicketPriority.HIGH, "A-2047")
    assert draft.subject == "Damaged: Coffee Mug (white) (order A-2047)"


async def test_a_problem_piece_by_piece(stage: Stage, kernel: Kernel) -> None:
    """What, which item, what happened."""
    kernel.orders.orders = [goods("A-2047", OrderStatus.DELIVERED)]
    assert await stage.hears("problem with my order", "report_order_problem").runs(REPORT) == [
        "utter_report_order_problem_ask_kind"
    ]
    assert await stage.hears("something is missing").runs(REPORT) == ["utter_items_ask"]
    assert await stage.hears("the rug").runs(REPORT) == ["utter_report_order_problem_ask_story"]
    assert await stage.hears("the parcel was open and the rug not in it").runs(REPORT) == [
        "utter_report_order_problem_confirm"
    ]


async def test_charged_twice_tells_what_is_booked(stage: Stage, kernel: Kernel) -> None:
    """The facts first, then a ticket."""
    kernel.orders.orders = [goods("A-2047")]
    text = "you charged me twice for A-2047, i see it on my bank statement"
    said = await stage.hears(text, "payment_issue", order_number="A-2047").runs(PAYMENT)
    assert said == ["utter_payment_issue_paid", "utter_payment_issue_confirm"]
    await stage.hears("yes", "affirm").runs(PAYMENT)
    assert await stage.runs(ActionPaymentIssue()) == ["utter_payment_issue_done"]
    assert kernel.tickets.drafts[0].subject == "Charged twice or too much (order A-2047)"


async def test_a_guest_whose_payment_was_declined(stage: Stage, kernel: Kernel) -> None:
    """There is no order yet: only an address for the answer is needed."""
    kernel.identities.identity = GUEST
    said = await stage.hears("my card was declined", "payment_issue").runs(PAYMENT)
    assert said == ["utter_payment_issue_ask_story"]
    assert await stage.hears("i tried it three times at checkout today").runs(PAYMENT) == [
        "utter_create_ticket_ask_email"
    ]
    said = await stage.hears("bob@example.com", email="bob@example.com").runs(PAYMENT)
    assert said == ["utter_payment_issue_confirm"]


async def test_a_return_that_is_too_late(stage: Stage, kernel: Kernel) -> None:
    """The day it ended is named."""
    until = datetime(2026, 10, 1, tzinfo=timezone.utc)
    kernel.orders.orders = [goods("A-2047", OrderStatus.DELIVERED, returnable_until=until)]
    await stage.hears("i want my money back", "get_refund").runs(REFUND)
    assert await stage.runs(ActionGetRefund()) == ["utter_return_item_refused_late"]
