"""Ask which payment method money is to come from, or to go back to."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Sequence
from decimal import Decimal

from actions.business import paying
from actions.business.message import Message
from actions.business.swapping import difference, variant_of
from actions.dialogue.questions.listening import heard_in
from actions.dialogue.questions.question import Answers, Question
from helpline.backends.values import MethodKind, Money, OrderItem, PaymentMethod, Variant

_MOST_BUTTONS = 5


class WhichPayment(Question):
    """One of the customer's methods, named by kind, brand or last digits; the only possible one is not asked for."""

    slot = "payment_choice"
    listens = True
    not_understood = "utter_payment_not_understood"

    @abstractmethod
    async def methods(self, answers: Answers) -> Sequence[PaymentMethod]:
        """The methods to choose from."""

    async def amount(self, answers: Answers) -> Money | None:
        """What a gift card would have to hold; None where nothing is charged."""
        return None

    @abstractmethod
    async def put(self, answers: Answers, listed: str, buttons: list[dict[str, str]]) -> None:
        """Put the question."""

    def read(self, message: Message, *, asked: bool) -> Message | None:
        if not asked and not message.is_button and paying.names_one(message.text):
            return message
        return heard_in(message, "payment_method", asked=asked)

    async def take(self, value: Message, answers: Answers) -> None:
        if not answers.verified or answers["order_wanted"] is None:
            return
        asked = answers.slots.get("requested_slot") == self.slot
        pressed = [each for each in await self.methods(answers) if each.id in value.values("payment_method")]
        if pressed:
            await self._choose(pressed, answers)
        elif not value.is_button:
            await self._from_words(value.text, answers, asked=asked)

    async def is_open(self, answers: Answers) -> bool:
        if answers[self.slot] is None:
            opening = answers.opening_words(self.slot)
            if opening:
                await self._from_words(opening, answers, asked=False)
        if answers[self.slot] is None and not answers.refused:
            await self._only_one(answers)
        return answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        amount, methods = await self.amount(answers), await self.methods(answers)
        possible = [each for each in methods if paying.covers(each, amount)]
        pending = (answers["shown"] or {}).get("choice_methods") or []
        possible = [each for each in possible if each.id in pending] or possible
        if not possible:
            answers.end("utter_payment_none_possible")
            return
        listed = ", ".join(paying.describe(each) for each in possible)
        await self.put(answers, listed, [_button(each) for each in possible[:_MOST_BUTTONS]])

    async def original(self, answers: Answers) -> list[str]:
        """The ids of the methods the order was paid with, the latest first; what went back does not count."""
        order = await answers.order()
        paid = [payment.method_id for payment in order.payments if payment.method_id]
        back = [refund.method_id for refund in order.refunds]
        return list(dict.fromkeys(method for method in reversed(paid) if paid.count(method) > back.count(method)))

    async def _from_words(self, text: str, answers: Answers, *, asked: bool) -> None:
        original = await self.original(answers)
        mine = (await answers.me()).payment_methods
        found = paying.chosen(mine, text, original=original, asked=asked)
        if not found.said:
            return
        answers.understood = True
        allowed = {each.id for each in await self.methods(answers)}
        fitting = [each for each in found.methods if each.id in allowed]
        if fitting:
            await self._choose(fitting, answers)
        elif found.methods:
            answers.refuse(self.slot, "utter_payment_not_possible", method=paying.describe(found.methods[0]))
        else:
            answers.refuse(self.slot, "utter_payment_unknown")

    async def _choose(self, fitting: Sequence[PaymentMethod], answers: Answers) -> None:
        answers.understood = True
        amount = await self.amount(answers)
        enough = [each for each in fitting if paying.covers(each, amount)]
        if not enough:
            balance = max((each.balance.amount for each in fitting if each.balance), default=Decimal(0))
            held = Money(balance, amount.currency) if amount else balance
            answers.refuse(self.slot, "utter_payment_gift_card_too_small", balance=str(held), needed=str(amount))
        elif len(enough) == 1:
            answers[self.slot] = enough[0].id
        else:
            answers[self.slot], answers["shown"] = None, {"choice_methods": [each.id for each in enough]}

    async def _only_one(self, answers: Answers) -> None:
        amount = await self.amount(answers)
        possible = [each for each in await self.methods(answers) if paying.covers(each, amount)]
        if len(possible) == 1:
            answers[self.slot] = possible[0].id
        elif not possible:
            answers.end("utter_payment_none_possible")


class PayDifference(WhichPayment):
    """What a change of items costs more is charged there, what it costs less goes there."""

    async def methods(self, answers: Answers) -> Sequence[PaymentMethod]:
        return (await answers.me()).payment_methods

    async def amount(self, answers: Answers) -> Money | None:
        figure = await self._difference(answers)
        return figure if figure and figure.amount > 0 else None

    async def is_open(self, answers: Answers) -> bool:
        figure = await self._difference(answers)
        if answers[self.slot] is None and figure is not None and not figure.amount:
            known = {each.id for each in await self.methods(answers)}
            usual = [each for each in await self.original(answers) if each in known] or sorted(known)
            answers[self.slot] = usual[0] if usual else None  # nothing moves; the shop wants one named all the same
        return await super().is_open(answers)

    async def put(self, answers: Answers, listed: str, buttons: list[dict[str, str]]) -> None:
        figure = await self._difference(answers)
        if figure is not None:
            response = "utter_payment_ask_difference" if figure.amount > 0 else "utter_payment_ask_back"
            amount = str(Money(abs(figure.amount), figure.currency))
            answers.say(response, amount=amount, methods=listed, buttons=buttons)

    async def _difference(self, answers: Answers) -> Money | None:
        pairs: list[tuple[OrderItem, Variant]] = []
        for item in (await answers.order()).items:
            variant_id = (answers["new_variants"] or {}).get(item.id)
            if variant_id and item.id in (answers["chosen_items"] or []):
                variant = variant_of(await answers.product(item.product_id), variant_id)
                if variant:
                    pairs.append((item, variant))
        return difference(pairs) if pairs else None


class RefundTo(WhichPayment):
    """Where the money for returned items goes: where it came from, or a gift card of the customer."""

    async def methods(self, answers: Answers) -> Sequence[PaymentMethod]:
        original = await self.original(answers)
        mine = (await answers.me()).payment_methods
        return [each for each in mine if each.id in original or each.kind is MethodKind.GIFT_CARD]

    async def put(self, answers: Answers, listed: str, buttons: list[dict[str, str]]) -> None:
        answers.say("utter_payment_ask_refund", methods=listed, buttons=buttons)


class PayWith(WhichPayment):
    """Another method for the whole order."""

    async def methods(self, answers: Answers) -> Sequence[PaymentMethod]:
        original = await self.original(answers)
        now = original if len(original) == 1 else []
        return [each for each in (await answers.me()).payment_methods if each.id not in now]

    async def amount(self, answers: Answers) -> Money | None:
        return (await answers.order()).total

    async def put(self, answers: Answers, listed: str, buttons: list[dict[str, str]]) -> None:
        amount = await self.amount(answers)
        answers.say("utter_payment_ask_other", amount=str(amount), methods=listed, buttons=buttons)


def _button(method: PaymentMethod) -> dict[str, str]:
    return {"title": paying.describe(method), "payload": "/inform" + json.dumps({"payment_method": method.id})}
