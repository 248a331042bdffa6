"""A customer's orders are listed to that customer only."""

from __future__ import annotations

from actions.dialogue.list_orders import ActionListOrders, ValidateListOrdersForm
from helpline.backends.errors import BackendDown
from tests.actions.kernel import VERIFIED, Kernel
from tests.actions.stage import Stage
from tests.fakes import an_order


async def test_a_signed_in_customer_sees_the_orders(stage: Stage, kernel: Kernel) -> None:
    """The newest come first, each with a button that tracks it."""
    kernel.identities.identity, kernel.orders.orders = VERIFIED, [an_order("#W2"), an_order("A-1001")]
    assert await stage.hears("my orders", "list_orders").runs(ActionListOrders()) == ["utter_list_orders"]
    assert [button["title"] for button in stage.said[0]["buttons"]] == ["#W2", "A-1001"]


async def test_without_orders_that_is_said(stage: Stage, kernel: Kernel) -> None:
    """An empty account is told as such."""
    kernel.identities.identity = VERIFIED
    assert await stage.hears("my orders", "list_orders").runs(ActionListOrders()) == ["utter_order_none"]


async def test_a_guest_proves_who_they_are(stage: Stage, kernel: Kernel) -> None:
    """Nothing is listed before the code was right."""
    kernel.orders.orders, form = [an_order()], ValidateListOrdersForm()
    assert await stage.hears("my orders", "list_orders").runs(ActionListOrders()) == []
    assert await stage.runs(form) == ["utter_identity_ask_email"]
    assert await stage.hears("ann@example.com", email="ann@example.com").runs(form) == ["utter_identity_ask_code"]
    assert not kernel.orders.calls
    assert await stage.hears("••••••").runs(form) == ["utter_identity_verified"]
    assert await stage.runs(ActionListOrders()) == ["utter_list_orders"]


async def test_an_outage_while_the_code_is_sent_keeps_the_form(stage: Stage, kernel: Kernel) -> None:
    """The customer hears that the shop is away, and the same question stands."""
    form = ValidateListOrdersForm()
    await stage.hears("my orders", "list_orders").runs(ActionListOrders())
    await stage.runs(form)
    kernel.identities.failures["send_code"] = BackendDown("accounts")
    assert await stage.hears("ann@example.com", email="ann@example.com").runs(form) == ["utter_backend_down"]
    assert (stage.form, stage.asks) == ("list_orders_form", "identity_email")


async def test_an_outage_while_the_code_is_redeemed_keeps_the_form(stage: Stage, kernel: Kernel) -> None:
    """A right code that could not be checked is neither called wrong nor taken for something else."""
    form = ValidateListOrdersForm()
    await stage.hears("my orders", "list_orders").runs(ActionListOrders())
    await stage.runs(form)
    await stage.hears("ann@example.com", email="ann@example.com").runs(form)
    kernel.identities.failures["redeem_code"] = BackendDown("accounts")
    assert await stage.hears("••••••").runs(form) == ["utter_backend_down"]
    assert (stage.form, stage.asks) == ("list_orders_form", "identity_code")
    assert not stage.stepped_aside
