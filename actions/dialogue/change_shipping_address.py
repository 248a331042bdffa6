"""Deliver an order somewhere else, or change the address an account has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.business import addresses
from actions.business import message as reading
from actions.business.lines import Line
from actions.business.message import Message
from actions.business.refusing import refusal_for
from actions.dialogue.change import Change, Preview, Sending, SubmitChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.new_address import DEFAULT, ORDER, NewAddress, address_in, digest, refuse_part
from actions.dialogue.questions.order_for import OrderFor, Purpose
from actions.dialogue.questions.question import Answers, Question
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm
from helpline.backends.changes import AccountChanges
from helpline.backends.errors import Malformed, NotAllowed

TOPIC = "change_shipping_address"
_OF_ACCOUNT = re.compile(
    r"\b(?:default|account|profile|on file|home address|from now on|in general|"
    r"all (?:my )?(?:future )?orders|future orders|i(?:'ve| have)? (?:just )?moved|"
    r"new (?:home|place|flat|apartment|house))\b"
)
_OF_ORDER = re.compile(
    r"\b(?:order|delivery|deliver|delivered|package|parcel|shipment|ship|shipped|send|sent|arrive)\b"
)


class WhichAddress(Question):
    """Whether an order is to go elsewhere, or the account's own address changes."""

    slot = "account_field"

    def read(self, message: Message, *, asked: bool) -> str | None:
        pressed = [value for value in message.values("reason") if value in (DEFAULT, ORDER)]
        if pressed:
            return pressed[0]
        said = message.text.lower()
        if not asked or message.is_button:
            return None
        return DEFAULT if _OF_ACCOUNT.search(said) else ORDER if _OF_ORDER.search(said) else None

    async def is_open(self, answers: Answers) -> bool:
        if answers[self.slot] is None:
            await self._from_opening(answers)
        return answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_change_shipping_address_ask_which")

    async def _from_opening(self, answers: Answers) -> None:
        """Said in so many words; else by what there is: with no order that can still be sent elsewhere, the account."""
        said = answers.opening_words(self.slot).lower()
        account, order = bool(_OF_ACCOUNT.search(said)), bool(_OF_ORDER.search(said))
        named = reading.order_number(answers.message) or answers["order_wanted"]
        if order or named or account:
            answers[self.slot] = DEFAULT if account and not (named or order) else ORDER
            return
        refusal = refusal_for(TOPIC)
        if not any(refusal(each) is None for each in await answers.orders()):
            answers[self.slot] = DEFAULT


class OrderToRedirect(OrderFor):
    """The order; none where the account's own address is meant."""

    def __init__(self) -> None:
        super().__init__(Purpose(TOPIC, refusal_for(TOPIC), none="utter_change_shipping_address_none"))

    async def is_open(self, answers: Answers) -> bool:
        return answers["account_field"] != DEFAULT and await super().is_open(answers)


class ChangeAddress(Change):
    """An order's delivery address, or the account's default one."""

    topic = TOPIC

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "which": slots.get("account_field"),
            "order_number": slots.get("order_wanted"),
            "address": digest(slots),
        }

    async def look(self, answers: Answers) -> Preview | None:
        try:
            if answers["account_field"] == DEFAULT:
                return await self._look_at_account(answers)
            return await self._look_at_order(answers)
        except Malformed as exc:
            if exc.code != "address_invalid":
                raise
            refuse_part(exc, answers)
            return None

    async def send(self, sending: Sending) -> dict[str, Any]:
        arguments, address = sending.arguments, address_in(sending.slots)
        if arguments["which"] == DEFAULT:
            wanted = AccountChanges(address=address)
            await sending.desks.accounts.change(wanted, preview_id=sending.preview_id, key=sending.key)
            return {}
        order = await sending.desks.orders.change_address(
            arguments["order_number"], address=address, preview_id=sending.preview_id, key=sending.key
        )
        return {"order_number": order.number}

    async def refused(self, error: NotAllowed, answers: Answers) -> None:
        if error.code in ("same_address", "nothing_to_change"):
            answers.refuse("new_address", "utter_address_same")
            return
        against = refusal_for(TOPIC)(await answers.order()) or Line("utter_backend_refused")
        answers.end(against.response, **against.values)

    async def _look_at_order(self, answers: Answers) -> Preview:
        address = address_in({**answers.slots, **answers.changes})
        found = await answers.desks.orders.preview_address(answers["order_wanted"], address=address)
        answers["order_wanted"] = found.order_number
        what = f"order {found.order_number}"
        return Preview(found.preview_id, values={"what": what, "address": addresses.one_line(found.address)})

    async def _look_at_account(self, answers: Answers) -> Preview:
        address = address_in({**answers.slots, **answers.changes})
        found = await answers.desks.accounts.preview_changes(AccountChanges(address=address))
        shown = addresses.one_line(found.after.address or address)
        return Preview(found.preview_id, values={"what": "your account", "address": shown})


class ValidateChangeShippingAddressForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        AccountEmail(),
        OneTimeCode(),
        WhichAddress(),
        OrderToRedirect(),
        NewAddress(),
        Confirmed(ChangeAddress()),
    )


class ActionChangeShippingAddress(SubmitChange):
    backend = "orders"
    change = ChangeAddress()
