"""Exchange items of a delivered order for other variants of the same products."""

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

TOPIC = "exchange_item"
_INSTEAD = {OrderStatus.PENDING: "change_order_form"}


class ExchangeItems(SwapItems):
    """Other variants for items that have arrived; once for each order, the difference follows their return."""

    topic = TOPIC

    async def show(self, answers: Answers, number: str, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        return await answers.desks.orders.preview_exchange(number, swaps=swaps, method_id=method_id)

    async def send(self, sending: Sending) -> dict[str, Any]:
        number = sending.arguments["order_number"]
        order = await sending.desks.orders.exchange_items(number, **swap_arguments(sending))
        return {"order_number": order.number}


class ValidateExchangeItemForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        AccountEmail(),
        OneTimeCode(),
        OrderFor(Purpose(TOPIC, refusal_for(TOPIC), none="utter_exchange_item_none", instead=_INSTEAD)),
        WhichItems(swap=True),
        NewVariants(),
        EverythingNamed(),
        PayDifference(),
        Confirmed(ExchangeItems()),
    )


class ActionExchangeItem(SubmitChange):
    backend = "orders"
    change = ExchangeItems()
