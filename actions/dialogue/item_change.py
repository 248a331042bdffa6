"""State what changes of items have in common: what is confirmed, how it is shown, what is said when it is refused."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from actions.business.lines import Line
from actions.business.refunds import refund_lines
from actions.business.refusing import refusal_for
from actions.business.settling import charge_line
from actions.dialogue.change import Change, Preview, Sending
from actions.dialogue.questions.question import Answers
from helpline.backends.changes import NewVariant, Swap, SwapPreview
from helpline.backends.errors import NotAllowed
from helpline.backends.values import Refund

_PAYMENT_CODES = frozenset({"payment_method_unknown", "payment_method_not_allowed", "same_payment_method"})
_VARIANT_CODES = frozenset({"item_unavailable", "variant_unknown", "same_variant"})


class ItemChange(Change):
    """A change of an order's items, or of how they are paid."""

    async def refused(self, error: NotAllowed, answers: Answers) -> None:
        """The question at fault is asked again; what the order's status forbids ends the form."""
        if error.code == "gift_card_too_small":
            facts = {"balance": error.facts.get("balance", "too little"), "needed": error.facts.get("needed", "more")}
            answers.refuse("payment_choice", "utter_payment_gift_card_too_small", **facts)
        elif error.code in _PAYMENT_CODES:
            answers.refuse("payment_choice", "utter_payment_unknown")
        elif error.code in _VARIANT_CODES:
            answers.refuse("new_variants", "utter_variant_gone")
        else:
            against = refusal_for(self.topic)(await answers.order()) or Line("utter_backend_refused")
            answers.end(against.response, **against.values)


class SwapItems(ItemChange):
    """Items of an order for other variants of the same products, all at once and once only."""

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        chosen = slots.get("chosen_items") or []
        variants = {item: variant for item, variant in (slots.get("new_variants") or {}).items() if item in chosen}
        payment = slots.get("payment_choice")
        return {"order_number": slots.get("order_wanted"), "variants": variants, "payment_method": payment}

    async def look(self, answers: Answers) -> Preview:
        wanted = self.arguments({**answers.slots, **answers.changes})
        found = await self.show(answers, str(wanted["order_number"]), swaps_of(wanted), str(wanted["payment_method"]))
        answers["order_wanted"] = found.order_number
        lines = [*(_line(each) for each in found.swaps), *_settlement(self.topic, found)]
        values = {"order_number": found.order_number, "changes": "; ".join(_short(each) for each in found.swaps)}
        return Preview(found.preview_id, lines, values)

    @abstractmethod
    async def show(self, answers: Answers, number: str, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        """The shop's preview."""


def swaps_of(arguments: Mapping[str, Any]) -> list[NewVariant]:
    """The swaps of confirmed arguments."""
    return [NewVariant(item, variant) for item, variant in arguments["variants"].items()]


def swap_arguments(sending: Sending) -> dict[str, Any]:
    """What the write sends besides the order's number."""
    arguments = sending.arguments
    return {
        "swaps": swaps_of(arguments),
        "method_id": arguments["payment_method"],
        "preview_id": sending.preview_id,
        "key": sending.key,
    }


def _line(swap: Swap) -> Line:
    values = {"item": swap.name, "before": _options(swap.before.options), "after": _options(swap.after.options)}
    return Line("utter_swap_line", {**values, "price": str(swap.after.price)})


def _short(swap: Swap) -> str:
    return f"{swap.name} ({_options(swap.after.options)})"


def _settlement(topic: str, preview: SwapPreview) -> list[Line]:
    """What is paid or comes back; for an exchange only once the old items are there."""
    if preview.settlement is None:
        return [Line("utter_swap_same_price")]
    if isinstance(preview.settlement, Refund):
        return [Line("utter_swap_cheaper"), *refund_lines([preview.settlement])]
    return [charge_line(preview.settlement)]


def _options(options: Sequence[tuple[str, str]]) -> str:
    return ", ".join(value for _, value in options)
