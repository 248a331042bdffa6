"""Cancelling an order: nothing happens without a yes to exactly what was shown."""

from __future__ import annotations

import pytest

from actions.dialogue.cancel_order import ActionCancelOrder, ValidateCancelOrderForm
from actions.dialogue.track_order import ActionTrackOrder, ValidateTrackOrderForm
from helpline.backends.errors import BackendDown, Conflict, Unconfirmed
from helpline.backends.values import OrderStatus
from tests.actions.kernel import GUEST, VERIFIED, Kernel
from tests.actions.stage import Stage
from tests.fakes import an_order


@pytest.fixture(autouse=True)
def signed_in(kernel: Kernel) -> None:
    kernel.identities.identity = VERIFIED
    kernel.orders.orders = [an_order("#W7654321"), an_order("#W1111111"), an_order("#W2222222", OrderStatus.SHIPPED)]


async def asked_to_confirm(stage: Stage) -> None:
    told = {"order_number": "#W7654321", "reason": "ordered by mistake"}
    await stage.hears("cancel #W7654321, ordered by mistake", "cancel_order", **told).runs(ValidateCancelOrderForm())


async def test_everything_asked_in_turn(stage: Stage, kernel: Kernel) -> None:
    """A signed-in customer chooses the order, gives the reason, sees the amounts, says yes and gets a reference."""
    form = ValidateCancelOrderForm()
    assert await stage.hears("cancel my order", "cancel_order").runs(form) == ["utter_order_choose"]
    assert [button["title"].split(" ")[0] for button in stage.said[0]["buttons"]] == ["#W7654321", "#W1111111"]
    assert await stage.hears("W7654321", order_number="W7654321").runs(form) == ["utter_cancel_order_ask_reason"]
    assert stage.slots["current_order"] == "#W7654321"
    asked = await stage.hears('/inform{"reason": "no longer needed"}', reason="no longer needed").runs(form)
    assert asked == ["utter_refund_credit_card", "utter_cancel_order_confirm"]
    assert stage.said[-1]["confirmation_id"] == "confirmation-1"
    assert await stage.hears("yes", "affirm").runs(form) == []
    assert stage.form is None
    assert await stage.runs(ActionCancelOrder()) == ["utter_cancel_order_done"]
    assert stage.said[0]["reference"] == f"HL-{stage.turn}-01234567"
    assert kernel.orders.orders[0].status is OrderStatus.CANCELLED


async def test_no_changes_nothing(stage: Stage, kernel: Kernel) -> None:
    """A no is told as such, and no cancellation is sent."""
    await asked_to_confirm(stage)
    await stage.hears("no", "deny").runs(ValidateCancelOrderForm())
    assert await stage.runs(ActionCancelOrder()) == ["utter_cancel_order_kept"]
    assert kernel.orders.called("cancel") == []
    assert kernel.confirmations.called("decline")


async def test_another_order_after_the_preview_is_previewed_anew(stage: Stage, kernel: Kernel) -> None:
    """A correction at the last moment changes the order and asks again; the old yes counts for nothing."""
    await asked_to_confirm(stage)
    said = await stage.hears("no, #W1111111", "deny", order_number="#W1111111").runs(ValidateCancelOrderForm())
    assert said[-1] == "utter_cancel_order_confirm"
    assert stage.said[-1]["order_number"] == "#W1111111"
    assert stage.asks == "confirmed"


async def test_a_yes_that_came_too_late_is_asked_for_again(stage: Stage, kernel: Kernel) -> None:
    """After something new in between, a yes shows the preview again and cancels nothing."""
    await asked_to_confirm(stage)
    stage.turn += 1
    said = await stage.hears("yes", "affirm").runs(ValidateCancelOrderForm())
    assert said[0] == "utter_confirm_ask_again"
    assert said[-1] == "utter_cancel_order_confirm"
    assert kernel.orders.called("cancel") == []


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not OrderStatus.PENDING])
async def test_each_status_has_its_own_refusal(stage: Stage, kernel: Kernel, status: OrderStatus) -> None:
    """An order that cannot be cancelled is explained by its status, and the form ends."""
    kernel.orders.orders = [an_order(status=status)]
    said = await stage.hears("cancel it", "cancel_order", order_number="#W7654321").runs(ValidateCancelOrderForm())
    assert said == [f"utter_cancel_order_refused_{status.value}"]
    assert stage.form is None
    assert await stage.runs(ActionCancelOrder()) == []


async def test_an_unknown_order_is_said_to_be_unknown(stage: Stage) -> None:
    """A number that is not the customer's is unknown, and the customer may choose."""
    said = await stage.hears("cancel #W999", "cancel_order", order_number="#W9999999").runs(ValidateCancelOrderForm())
    assert said == ["utter_order_unknown", "utter_order_choose"]


async def test_a_guest_proves_who_they_are_first(stage: Stage, kernel: Kernel) -> None:
    """Address, code and only then the order; private slots are empty afterwards."""
    kernel.identities.identity, form = GUEST, ValidateCancelOrderForm()
    opening = stage.hears("cancel #W7654321", "cancel_order", order_number="#W7654321")
    assert await opening.runs(form) == ["utter_identity_ask_email"]
    assert await stage.hears("it is ann@example.com").runs(form) == ["utter_identity_ask_code"]
    assert stage.asks == "identity_code"
    said = await stage.hears("••••••").runs(form)
    assert said == ["utter_identity_verified", "utter_cancel_order_ask_reason"]
    assert stage.slots["identity_email"] is None


async def test_a_wrong_code_is_told_and_a_new_one_sent_on_request(stage: Stage, kernel: Kernel) -> None:
    """A wrong code has its own words; the customer may try again or have another one sent."""
    kernel.identities.identity, form = GUEST, ValidateCancelOrderForm()
    await stage.hears("cancel my order", "cancel_order").runs(form)
    await stage.hears("ann@example.com").runs(form)
    kernel.identities.right_code = False
    assert await stage.hears("••••••").runs(form) == ["utter_identity_code_wrong"]
    assert stage.asks == "identity_code"
    assert await stage.hears("/repeat", "repeat").runs(form) == ["utter_identity_ask_code"]
    assert len(kernel.identities.called("send_code")) == 2


async def test_a_lost_answer_is_told_as_not_confirmed(stage: Stage, kernel: Kernel) -> None:
    """A timeout after sending is neither success nor failure."""
    await asked_to_confirm(stage)
    kernel.orders.failures["cancel"] = Unconfirmed("orders", key="k")
    await stage.hears("yes", "affirm").runs(ValidateCancelOrderForm())
    assert await stage.runs(ActionCancelOrder()) == ["utter_cancel_order_unconfirmed"]
    assert stage.form is None


async def test_a_backend_that_is_down_keeps_the_form(stage: Stage, kernel: Kernel) -> None:
    """The customer hears that nothing was changed, and every answer is still there."""
    await asked_to_confirm(stage)
    kernel.orders.failures["cancel"] = BackendDown("orders")
    await stage.hears("yes", "affirm").runs(ValidateCancelOrderForm())
    assert await stage.runs(ActionCancelOrder()) == ["utter_backend_down"]
    assert (stage.form, stage.asks) == ("cancel_order_form", "confirmed")
    assert stage.slots["cancel_reason"] == "ordered by mistake"
    del kernel.orders.failures["cancel"]
    said = await stage.hears("yes", "affirm").runs(ValidateCancelOrderForm())
    assert said[-1] == "utter_cancel_order_confirm"


async def test_a_preview_that_no_longer_holds_is_shown_anew(stage: Stage, kernel: Kernel) -> None:
    """When the shop would now do something else, the form starts its last question over."""
    await asked_to_confirm(stage)
    kernel.orders.failures["cancel"] = Conflict("orders", code="preview_stale")
    await stage.hears("yes", "affirm").runs(ValidateCancelOrderForm())
    assert await stage.runs(ActionCancelOrder()) == ["utter_change_stale"]
    assert stage.names("followup") == ["cancel_order_form"]
    kernel.orders.failures.clear()
    stage.form = None
    said = await stage.runs(ValidateCancelOrderForm())
    assert said[-1] == "utter_cancel_order_confirm"
    assert "utter_cancel_order_ask_reason" not in said


async def test_a_turn_done_again_resumes_its_cancellation(stage: Stage, kernel: Kernel) -> None:
    """The redo of a turn that had cancelled tells the success, not that a cancelled order cannot be cancelled."""
    await asked_to_confirm(stage)
    before = dict(stage.slots)
    await stage.hears("yes", "affirm").runs(ValidateCancelOrderForm())
    await stage.runs(ActionCancelOrder())
    stage.slots, stage.form, stage.done = before, "cancel_order_form", []
    assert await stage.runs(ValidateCancelOrderForm()) == []
    assert await stage.runs(ActionCancelOrder()) == ["utter_cancel_order_done"]
    assert len(kernel.orders.called("cancel")) == 1


async def test_with_nothing_to_cancel_the_form_ends(stage: Stage, kernel: Kernel) -> None:
    """Without a pending order there is nothing to choose."""
    kernel.orders.orders = [an_order(status=OrderStatus.DELIVERED)]
    assert await stage.hears("cancel my order", "cancel_order").runs(ValidateCancelOrderForm()) == [
        "utter_cancel_order_none"
    ]
    assert stage.form is None


async def test_my_last_order_is_the_newest_of_all(stage: Stage, kernel: Kernel) -> None:
    """ "Cancel my last order" never picks an older one because the newest cannot be cancelled."""
    kernel.orders.orders = [an_order("#W3333333", OrderStatus.SHIPPED), an_order("#W7654321")]
    said = await stage.hears("cancel my last order", "cancel_order", ordinal="last").runs(ValidateCancelOrderForm())
    assert said == ["utter_cancel_order_refused_shipped"]


async def test_a_failure_in_the_middle_keeps_what_was_understood(stage: Stage, kernel: Kernel) -> None:
    """The reason given while the shop fell away need not be given again, and the apology is heard."""
    form = ValidateCancelOrderForm()
    await stage.hears("cancel #W7654321", "cancel_order", order_number="#W7654321").runs(form)
    kernel.orders.failures["preview_cancellation"] = BackendDown("orders")
    assert await stage.hears("no longer needed", reason="no longer needed").runs(form) == ["utter_backend_down"]
    assert (stage.form, stage.slots["cancel_reason"]) == ("cancel_order_form", "no longer needed")
    # With the requested slot alone Rasa would take the message for no answer, and the apology would be lost.
    assert set(stage.names("slot")) - {"requested_slot"}
    del kernel.orders.failures["preview_cancellation"]
    said = await stage.hears("try again", "repeat").runs(form)
    assert said[-1] == "utter_cancel_order_confirm"


async def test_a_question_about_another_order_leaves_the_cancellation_alone(stage: Stage) -> None:
    """Asking where A-2 is in the middle of cancelling A-1 does not move the cancellation to A-2."""
    form = ValidateCancelOrderForm()
    await stage.hears("cancel #W7654321", "cancel_order", order_number="#W7654321").runs(form)
    stage.hears("where is #W1111111?", "track_order", order_number="#W1111111")
    assert await stage.runs(form) == []
    assert stage.stepped_aside
    assert await stage.runs(ActionTrackOrder()) == ["utter_track_order_pending"]
    assert await stage.runs(form) == ["utter_cancel_order_ask_reason"]
    assert stage.said[0]["order_number"] == "#W7654321"


async def test_another_form_says_that_the_first_is_set_aside(stage: Stage, kernel: Kernel) -> None:
    """A guest who asks where an order is while proving who they are hears that nothing was changed."""
    kernel.identities.identity = GUEST
    await stage.hears("cancel #W7654321", "cancel_order", order_number="#W7654321").runs(ValidateCancelOrderForm())
    stage.hears("where is it?", "track_order")
    await stage.runs(ValidateCancelOrderForm())
    await stage.runs(ActionTrackOrder())
    assert await stage.runs(ValidateTrackOrderForm()) == ["utter_form_set_aside", "utter_identity_ask_proof"]


async def test_the_order_named_counts_and_not_the_one_talked_about(stage: Stage) -> None:
    """After talking about one order, "cancel the other number" is about that number."""
    stage.slots["current_order"] = "#W2222222"
    await stage.hears("cancel #W1111111", "cancel_order", order_number="#W1111111").runs(ValidateCancelOrderForm())
    assert stage.slots["current_order"] == "#W1111111"


async def test_a_greeting_in_between_is_no_wrong_answer(stage: Stage, kernel: Kernel) -> None:
    """Coming back from something else, the question is asked again without a word about the last failure."""
    kernel.identities.identity, form = GUEST, ValidateCancelOrderForm()
    await stage.hears("cancel my order", "cancel_order").runs(form)
    assert await stage.hears("blue").runs(form) == ["utter_identity_email_invalid", "utter_identity_ask_email"]
    await stage.hears("hello", "greet").runs(form)
    stage.done.append({"event": "action", "name": "utter_greet"})
    assert await stage.runs(form) == ["utter_identity_ask_email"]
    assert await stage.hears("green").runs(form) == ["utter_form_person"]
