"""Where an order is: answered at once where possible, and only to whom it concerns."""

from __future__ import annotations

import pytest

from actions.dialogue.track_order import ActionTrackOrder, ValidateTrackOrderForm
from helpline.backends.errors import BackendDown
from helpline.backends.values import OrderStatus
from tests.actions.kernel import GUEST, VERIFIED, Kernel
from tests.actions.stage import Stage
from tests.fakes import an_order


@pytest.fixture(autouse=True)
def signed_in(kernel: Kernel) -> None:
    kernel.identities.identity = VERIFIED
    kernel.orders.orders = [an_order("#W7654321"), an_order("A-1001", OrderStatus.SHIPPED)]


@pytest.mark.parametrize("status", list(OrderStatus))
async def test_each_status_has_its_own_words(stage: Stage, kernel: Kernel, status: OrderStatus) -> None:
    """Whatever state an order is in, the customer hears just that."""
    kernel.orders.orders = [an_order(status=status)]
    said = await stage.hears("where is #W7654321", "track_order", order_number="W7654321").runs(ActionTrackOrder())
    assert said[0] == f"utter_track_order_{status.value}"
    assert stage.slots["current_order"] == "#W7654321"


async def test_my_last_order_is_the_newest(stage: Stage) -> None:
    """ "My last order" needs no question."""
    said = await stage.hears("where's my last order", "track_order", ordinal="-1").runs(ActionTrackOrder())
    assert said == ["utter_track_order_pending"]
    assert stage.slots["current_order"] == "#W7654321"


async def test_without_a_number_the_customer_chooses(stage: Stage) -> None:
    """Several orders become a short choice, and the second one can be picked by its place."""
    assert await stage.hears("where is my order", "track_order").runs(ActionTrackOrder()) == []
    assert stage.slots["track_order_missing"] is True
    assert await stage.runs(ValidateTrackOrderForm()) == ["utter_order_choose"]
    assert await stage.hears("the second one", ordinal="2").runs(ValidateTrackOrderForm()) == []
    assert await stage.runs(ActionTrackOrder()) == ["utter_track_order_shipped"]


async def test_somebody_elses_order_is_unknown(stage: Stage) -> None:
    """A number that is not the customer's gets the words of one that does not exist."""
    said = await stage.hears("where is A-9999", "track_order", order_number="A-9999").runs(ActionTrackOrder())
    said += await stage.runs(ValidateTrackOrderForm())
    assert said == ["utter_order_unknown", "utter_order_choose"]


async def test_a_guest_proves_the_order(stage: Stage, kernel: Kernel) -> None:
    """Number and postcode open that order's status to a guest."""
    kernel.identities.identity, kernel.identities.proofs = GUEST, {"W7654321": "80279"}
    opened = await stage.hears("where is W7654321", "track_order", order_number="W7654321").runs(ActionTrackOrder())
    assert opened == []
    assert await stage.runs(ValidateTrackOrderForm()) == ["utter_identity_ask_proof"]
    assert await stage.hears("80279", postcode="80279").runs(ValidateTrackOrderForm()) == []
    assert (await stage.runs(ActionTrackOrder()))[0] == "utter_track_order_pending"
    assert stage.slots.get("identity_postcode") is None


async def test_a_wrong_proof_says_neither_what_was_wrong_nor_anything_else(stage: Stage, kernel: Kernel) -> None:
    """Unknown number and wrong postcode are told in the same words."""
    kernel.identities.identity, kernel.identities.proofs = GUEST, {"W7654321": "80279"}
    await stage.hears("where is W7654321", "track_order", order_number="W7654321").runs(ActionTrackOrder())
    await stage.runs(ValidateTrackOrderForm())
    said = await stage.hears("99999", postcode="99999").runs(ValidateTrackOrderForm())
    assert said[0] == "utter_identity_no_match"
    assert not kernel.orders.calls


async def test_a_shop_that_is_away_is_told(stage: Stage, kernel: Kernel) -> None:
    """Without the shop the customer hears so at once, and the attempt is noted for whoever takes over."""
    kernel.orders.failures["find"] = BackendDown("orders")
    said = await stage.hears("where is A-1001", "track_order", order_number="A-1001").runs(ActionTrackOrder())
    assert said == ["utter_backend_down"]
    assert kernel.attempts.calls[-1][1]["action"] == "action_track_order"
