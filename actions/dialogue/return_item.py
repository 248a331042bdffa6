"""Take items of a delivered order back: a label by mail, the money once they have arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.business.lines import Line
from actions.business.refunds import refund_lines
from actions.business.refusing import refusal_for
from actions.dialogue.change import Preview, Sending, SubmitChange
from actions.dialogue.item_change import ItemChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.order_for import OrderFor, Purpose
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.which_items import WhichItems
from actions.dialogue.questions.which_payment import RefundTo
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm

TOPIC = "return_item"


class ReturnItems(ItemChange):
    """Some or all items of one order."""

    topic = TOPIC

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        items, payment = slots.get("chosen_items") or [], slots.get("payment_choice")
        return {"order_number": slots.get("order_wanted"), "items": sorted(items), "payment_method": payment}

    async def look(self, answers: Answers) -> Preview:
        wanted = self.arguments({**answers.slots, **answers.changes})
        found = await answers.desks.orders.preview_return(
            wanted["order_number"], item_ids=wanted["items"], method_id=wanted["payment_method"]
        )
        answers["order_wanted"] = found.order_number
        names = ", ".join(_named(each.name, each.options) for each in found.items)
        values = {"order_number": found.order_number, "changes": names, "amount": str(found.total)}
        return Preview(
            found.preview_id, [Line("utter_return_item_line", values), *refund_lines([found.refund])], values
        )

    async def send(self, sending: Sending) -> dict[str, Any]:
        arguments = sending.arguments
        order = await sending.desks.orders.return_items(
            arguments["order_number"],
            item_ids=arguments["items"],
            method_id=arguments["payment_method"],
            preview_id=sending.preview_id,
            key=sending.key,
        )
        return {"order_number": order.number}


class ValidateReturnItemForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        AccountEmail(),
        OneTimeCode(),
        OrderFor(Purpose(TOPIC, refusal_for(TOPIC), none="utter_return_item_none")),
        WhichItems(),
        RefundTo(),
        Confirmed(ReturnItems()),
    )


class ActionReturnItem(SubmitChange):
    backend = "orders"
    change = ReturnItems()


def _named(name: str, options: tuple[tuple[str, str], ...]) -> str:
    values = ", ".join(value for _, value in options)
    return f"{name} ({values})" if values else name
