"""Changing items: named in any words, shown before the yes, done once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.dialogue.change_order import ActionChangeOrder, ValidateChangeOrderForm
from helpline.backends.changes import NewVariant
from helpline.backends.values import OrderStatus
from tests.actions.goods import ANN, CARD, GIFT_CARD, PAYPAL, PRODUCTS, goods, usd
from tests.actions.kernel import GUEST, VERIFIED, Kernel
from tests.actions.stage import Stage
from tests.fakes import an_order

FORM = ValidateChangeOrderForm()
SHOWN = ["utter_swap_line", "utter_charge", "utter_change_order_confirm"]


@pytest.fixture(autouse=True)
def signed_in(kernel: Kernel) -> None:
    kernel.identities.identity = VERIFIED
    kernel.accounts.customer = ANN
    kernel.catalogue.products = kernel.orders.products = PRODUCTS
    kernel.orders.orders = [goods(), an_order("#W2222222", OrderStatus.SHIPPED)]


async def opened(stage: Stage, text: str) -> list[str]:
    return await stage.hears(text, "change_order").runs(FORM)


async def test_everything_in_one_sentence(stage: Stage, kernel: Kernel) -> None:
    """Item, variant and payment are taken from the first message; only "is that all" is asked before the preview."""
    said = await opened(stage, "Swap the jacket in A-2047 for the green one in L, difference to my PayPal")
    assert said == ["utter_everything_ask"]
    assert "blue, M → green, L" in stage.said[0]["changes"]
    assert await stage.hears("yes", "affirm").runs(FORM) == SHOWN
    assert await stage.hears("yes please", "affirm").runs(FORM) == []
    assert await stage.runs(ActionChangeOrder()) == ["utter_change_order_done"]
    [sent] = kernel.orders.called("change_items")
    assert (sent["swaps"], sent["method_id"]) == ((NewVariant("i_1", "j_green_l"),), "pp_1")
    assert kernel.orders.orders[0].status is OrderStatus.PENDING_MODIFIED


async def test_asked_one_thing_at_a_time(stage: Stage) -> None:
    """Who says nothing but the wish is asked for item, variant, completeness and payment."""
    assert await opened(stage, "i want to change my order") == ["utter_items_ask"]
    assert await stage.hears("the jacket").runs(FORM) == ["utter_variant_choose"]
    assert await stage.hears("in green please").runs(FORM) == ["utter_everything_ask"]
    assert stage.slots["new_variants"] == {"i_1": "j_green_m"}
    assert await stage.hears("that's all", "stop").runs(FORM) == ["utter_payment_ask_difference"]
    assert stage.said[0]["amount"] == "$5.00"
    assert await stage.hears("visa", "inform").runs(FORM) == SHOWN


async def test_a_guest_is_not_asked_again_for_what_was_said(stage: Stage, kernel: Kernel) -> None:
    """The proof comes in between; the sentence before it still counts."""
    kernel.identities.identity = GUEST
    assert await opened(stage, "change the mug in A-2047 to black") == ["utter_identity_ask_email"]
    await stage.hears("ann@example.com", email="ann@example.com").runs(FORM)
    assert await stage.hears("••••••").runs(FORM) == ["utter_identity_verified", "utter_everything_ask"]
    assert stage.slots["new_variants"] == {"i_2": "m_black"}


async def test_same_price_needs_no_payment(stage: Stage) -> None:
    """Where nothing is to be paid, nobody is asked how."""
    await opened(stage, "the mug in black instead")
    said = await stage.hears("that's everything", "affirm").runs(FORM)
    assert said == ["utter_swap_line", "utter_swap_same_price", "utter_change_order_confirm"]


async def test_another_item_before_it_is_too_late(stage: Stage) -> None:
    """ "Is that everything?" "No": the next item is asked for, with its variant."""
    await opened(stage, "the mug in black instead")
    assert await stage.hears("no", "deny").runs(FORM) == ["utter_items_ask_more"]
    assert await stage.hears("the jacket").runs(FORM) == ["utter_variant_choose"]
    assert await stage.hears("one size bigger").runs(FORM) == ["utter_everything_ask"]
    assert stage.slots["new_variants"] == {"i_1": "j_blue_l", "i_2": "m_black"}


async def test_two_items_in_one_message(stage: Stage) -> None:
    """Each item keeps the words that belong to it."""
    await opened(stage, "make the mug black and the jacket green in L")
    assert stage.slots["new_variants"] == {"i_1": "j_green_l", "i_2": "m_black"}


async def test_a_variant_that_is_sold_out(stage: Stage) -> None:
    """It is said so, and the nearest ones that can be had are offered."""
    said = await opened(stage, "the jacket in red, L")
    assert said == ["utter_variant_unavailable", "utter_variant_choose"]
    assert [each["title"].split(" ·")[0] for each in stage.said[-1]["buttons"]]


async def test_a_small_gift_card_is_told_with_its_balance(stage: Stage, kernel: Kernel) -> None:
    """A gift card that does not hold the difference is refused before anything is shown, and the others are named."""
    poor = replace(GIFT_CARD, balance=usd("3.00"))
    kernel.accounts.customer = replace(ANN, payment_methods=(CARD, poor, PAYPAL))
    await opened(stage, "the jacket in green, L, please")
    await stage.hears("yes", "affirm").runs(FORM)
    said = await stage.hears("gift card").runs(FORM)
    assert said == ["utter_payment_gift_card_too_small", "utter_payment_ask_difference"]
    assert (stage.said[0]["balance"], stage.said[0]["needed"]) == ("$3.00", "$5.00")
    assert [each["title"] for each in stage.said[1]["buttons"]] == ["Visa card ending in 9212", "PayPal"]


async def test_correction_at_the_confirmation(stage: Stage) -> None:
    """ "No, in blue": one detail changes, everything else stays, and a new preview asks again."""
    await opened(stage, "Swap the jacket for the green one in L, difference to my PayPal")
    await stage.hears("yes", "affirm").runs(FORM)
    said = await stage.hears("no, the blue one in L", "deny").runs(FORM)
    assert stage.slots["new_variants"] == {"i_1": "j_blue_l"}
    assert said[-1] == "utter_change_order_confirm"
    assert stage.asks == "confirmed"


async def test_other_payment_at_the_confirmation(stage: Stage, kernel: Kernel) -> None:
    """ "Actually to the gift card" changes only that, whatever intent it looks like."""
    await opened(stage, "Swap the jacket for the green one in L, difference to my PayPal")
    await stage.hears("yes", "affirm").runs(FORM)
    said = await stage.hears("actually to the gift card", "change_payment_method").runs(FORM)
    assert said[-1] == "utter_change_order_confirm"
    assert stage.slots["payment_choice"] == "gift_1"
    assert kernel.orders.called("change_items") == []


async def test_no_changes_nothing(stage: Stage, kernel: Kernel) -> None:
    """A no is told as such; taken up again, only the last question is open."""
    await opened(stage, "the mug in black instead")
    await stage.hears("yes", "affirm").runs(FORM)
    await stage.hears("no", "deny").runs(FORM)
    assert await stage.runs(ActionChangeOrder()) == ["utter_change_order_kept"]
    assert kernel.orders.called("change_items") == []


async def test_a_changed_order_cannot_be_changed_again(stage: Stage, kernel: Kernel) -> None:
    """The rule is named at once."""
    kernel.orders.orders = [goods(status=OrderStatus.PENDING_MODIFIED)]
    assert await opened(stage, "i want to change my order") == ["utter_change_order_none"]
    said = await opened(stage, "change the mug in A-2047 to black")
    assert said == ["utter_change_order_refused_pending_modified"]
    said = await opened(stage, "but i want to change the mug")
    assert said == ["utter_change_order_refused_pending_modified", "utter_insist_person"]


async def test_that_is_all_is_no_yes(stage: Stage, kernel: Kernel) -> None:
    """However much it sounds like one: a change takes an explicit yes."""
    await opened(stage, "the mug in black instead")
    await stage.hears("yes", "affirm").runs(FORM)
    said = await stage.hears("that's all", "affirm").runs(FORM)
    assert said[0] == "utter_form_not_understood"
    assert kernel.orders.called("change_items") == []
