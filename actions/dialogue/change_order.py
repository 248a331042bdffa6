"""Change items of an order that is not processed yet: other sizes, other colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.business.refusing import refusal_for
from actions.dialogue.change import Sending, SubmitChange
from actions.dialogue.item_change import SwapItems, swap_arguments
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.new_variants import EverythingNamed, NewVariants
from actions.dialogue.questions.order_for import OrderFor, Purpose
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.which_items import WhichItems
from actions.dialogue.questions.which_payment import PayDifference
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm
from helpline.backends.changes import NewVariant, SwapPreview
from helpline.backends.values import OrderStatus

TOPIC = "change_order"
_INSTEAD = {OrderStatus.DELIVERED: "exchange_item_form"}


class ChangeItems(SwapItems):
    """Other variants in a pending order; it can then neither be changed again nor cancelled."""

    topic = TOPIC

    async def show(self, answers: Answers, number: str, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        return await answers.desks.orders.preview_item_changes(number, swaps=swaps, method_id=method_id)

    async def send(self, sending: Sending) -> dict[str, Any]:
        number = sending.arguments["order_number"]
        order = await sending.desks.orders.change_items(number, **swap_arguments(sending))
        return {"order_number": order.number}


class ValidateChangeOrderForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        AccountEmail(),
        OneTimeCode(),
        OrderFor(Purpose(TOPIC, refusal_for(TOPIC), none="utter_change_order_none", instead=_INSTEAD)),
        WhichItems(swap=True),
        NewVariants(),
        EverythingNamed(),
        PayDifference(),
        Confirmed(ChangeItems()),
    )


class ActionChangeOrder(SubmitChange):
    backend = "orders"
    change = ChangeItems()
