"""Addresses: whole or in pieces, checked, read back, for an order or for the account."""

from __future__ import annotations

import pytest

from actions.dialogue.change_shipping_address import ActionChangeShippingAddress, ValidateChangeShippingAddressForm
from helpline.backends.errors import Malformed
from helpline.backends.values import OrderStatus
from tests.actions.goods import ANN, goods
from tests.actions.kernel import VERIFIED, Kernel
from tests.actions.stage import Stage

FORM = ValidateChangeShippingAddressForm()
CONFIRM = ["utter_change_shipping_address_confirm"]


@pytest.fixture(autouse=True)
def signed_in(kernel: Kernel) -> None:
    kernel.identities.identity = VERIFIED
    kernel.accounts.customer = ANN
    kernel.orders.orders = [goods("A-2047"), goods("A-2050"), goods("A-1999", OrderStatus.SHIPPED)]


async def opened(stage: Stage, text: str, **entities: str) -> list[str]:
    return await stage.hears(text, "change_shipping_address", **entities).runs(FORM)


async def test_one_sentence(stage: Stage, kernel: Kernel) -> None:
    """Order and address in one message: it is read back, and sent after the yes."""
    said = await opened(stage, "send A-2047 to 12 Oak St Apt 4, Boulder, CO 80301", order_number="A-2047")
    assert said == CONFIRM
    assert stage.said[0]["address"] == "12 Oak St, Apt 4, Boulder, CO 80301, USA"
    assert await stage.hears("yes", "affirm").runs(FORM) == []
    assert await stage.runs(ActionChangeShippingAddress()) == ["utter_change_shipping_address_done"]
    [sent] = kernel.orders.called("change_address")
    assert sent["number"] == "A-2047"


async def test_piece_by_piece(stage: Stage) -> None:
    """Only what is missing is asked, one part at a time."""
    assert await opened(stage, "wrong address on my order A-2047", order_number="A-2047") == ["utter_address_ask"]
    assert await stage.hears("12 oak street").runs(FORM) == ["utter_address_ask_city"]
    assert await stage.hears("boulder").runs(FORM) == ["utter_address_ask_postcode"]
    assert await stage.hears("80301").runs(FORM) == ["utter_address_ask_state"]  # of the customer's own country
    assert await stage.hears("colorado").runs(FORM) == CONFIRM
    assert stage.said[0]["address"] == "12 oak street, boulder, CO 80301, USA"


async def test_a_part_is_corrected_at_the_confirmation(stage: Stage) -> None:
    """ "No, the postcode is 80302" changes only that."""
    await opened(stage, "send A-2047 to 12 Oak St, Boulder, CO 80301", order_number="A-2047")
    said = await stage.hears("no, the postcode is 80302", "deny", postcode="80302").runs(FORM)
    assert said == CONFIRM
    assert stage.said[0]["address"] == "12 Oak St, Boulder, CO 80302, USA"


async def test_a_postcode_that_does_not_belong(stage: Stage, kernel: Kernel) -> None:
    """The shop checks it; only the part at fault is asked again."""
    kernel.orders.failures["preview_address"] = Malformed("orders", code="address_invalid", field="postcode")
    said = await opened(stage, "send A-2047 to 12 Oak St, Boulder, CO 10001", order_number="A-2047")
    assert said == ["utter_address_wrong_postcode", "utter_address_ask_postcode"]
    del kernel.orders.failures["preview_address"]
    assert await stage.hears("80301").runs(FORM) == CONFIRM


async def test_the_same_address_for_the_other_order(stage: Stage, kernel: Kernel) -> None:
    """What was given for one order serves for the next."""
    await opened(stage, "send A-2047 to 12 Oak St, Boulder, CO 80301", order_number="A-2047")
    await stage.hears("yes", "affirm").runs(FORM)
    await stage.runs(ActionChangeShippingAddress())
    said = await opened(stage, "and order A-2050 to the same address", order_number="A-2050")
    assert said == CONFIRM
    assert stage.said[0]["address"] == "12 Oak St, Boulder, CO 80301, USA"


async def test_the_accounts_own_address(stage: Stage, kernel: Kernel) -> None:
    """Who moved changes the account; no order is asked for."""
    said = await opened(stage, "i moved, my new address is 9 Pine Rd, Austin, TX 78701")
    assert said == CONFIRM
    assert stage.said[0]["what"] == "your account"
    await stage.hears("yes", "affirm").runs(FORM)
    assert await stage.runs(ActionChangeShippingAddress()) == ["utter_change_shipping_address_done"]
    assert kernel.accounts.customer.address is not None
    assert kernel.accounts.customer.address.line1 == "9 Pine Rd"


async def test_which_address_is_asked_where_it_is_not_said(stage: Stage) -> None:
    """An order or the account: one question with two buttons."""
    assert await opened(stage, "change my address") == ["utter_change_shipping_address_ask_which"]
    assert await stage.hears('/inform{"reason": "default_address"}', reason="default_address").runs(FORM) == [
        "utter_address_ask"
    ]


async def test_home_is_known(stage: Stage) -> None:
    """ "To my home address" is the one on file."""
    moved = goods("A-2047")
    assert moved.address is not None
    said = await opened(stage, "deliver A-2047 to my home address instead", order_number="A-2047")
    assert said == CONFIRM
    assert stage.said[0]["address"] == "1 Elm St, Denver, CO 80279, USA"


async def test_a_shipped_order_stays_its_way(stage: Stage) -> None:
    """The rule is named, with what is possible."""
    said = await opened(stage, "send A-1999 to 12 Oak St, Boulder, CO 80301", order_number="A-1999")
    assert said == ["utter_change_shipping_address_refused_shipped"]


async def test_no_changes_nothing(stage: Stage, kernel: Kernel) -> None:
    """A no is told as such."""
    await opened(stage, "send A-2047 to 12 Oak St, Boulder, CO 80301", order_number="A-2047")
    await stage.hears("no", "deny").runs(FORM)
    assert await stage.runs(ActionChangeShippingAddress()) == ["utter_change_shipping_address_kept"]
    assert kernel.orders.called("change_address") == []
