"""Ask which of a customer's orders a change is about, and say why another one cannot be changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from actions.business import choosing
from actions.business import message as reading
from actions.business.describing import Context, described, means_the_same
from actions.business.lines import Line
from actions.business.message import Message
from actions.business.tracking import same_number
from actions.dialogue.questions.question import Answers, Question
from helpline.backends.errors import NotFound
from helpline.backends.values import Order, OrderStatus

DEPENDENT = ("chosen_items", "new_variants", "everything_named", "payment_choice", "confirmed")
_FREE = ("inform", "nlu_fallback", "deny")


@dataclass(frozen=True)
class Purpose:
    """What an order is wanted for.

    Args:
        refusal: why an order cannot serve; None where it can, as far as its status tells.
        none: said to customers none of whose orders can.
        instead: the form that does the same for orders in another state, by their status.
        keeps: answers that hold for another order as well.
    """

    topic: str
    refusal: Callable[[Order], Line | None]
    none: str
    instead: Mapping[OrderStatus, str] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()

    def allows(self, order: Order) -> bool:
        return self.refusal(order) is None


@dataclass(frozen=True)
class Pointer:
    """An order as the customer pointed to it: by number, by its place, or in words."""

    number: str | None = None
    place: int | None = None
    from_list: bool = False
    words: str | None = None


class OrderFor(Question):
    """The order, found by number, place or description; the only possible one is taken without asking."""

    slot = "order_wanted"

    def __init__(self, purpose: Purpose) -> None:
        self._purpose = purpose

    def read(self, message: Message, *, asked: bool) -> Pointer | None:
        number = reading.order_number(message, bare=asked)
        if number:
            return Pointer(number=number)
        place = reading.place(message, bare=asked)
        about_orders = "order" in message.text.lower()
        if place and (asked or about_orders):
            return Pointer(place=place, from_list=asked and not about_orders)
        if asked and message.intent in (*_FREE, self._purpose.topic) and not message.is_button:
            return Pointer(words=message.text)
        return None

    async def take(self, value: Pointer, answers: Answers) -> None:
        if not answers.verified:
            if value.number:
                answers[self.slot] = answers["current_order"] = value.number
        elif value.number:
            await self._choose(value.number, answers)
        elif value.place:
            await self._choose(await self._at_place(value, answers), answers)
        else:
            await self._by_words(value.words or "", answers)

    async def is_open(self, answers: Answers) -> bool:
        if not answers.verified:
            return answers[self.slot] is None
        if answers[self.slot] is None and not answers.refused:
            await self._guess(answers)
        elif answers[self.slot] is not None and self.slot in answers.changes:
            await self._check(answers)
        return answers[self.slot] is None and not answers.over

    async def ask(self, answers: Answers) -> None:
        if not answers.verified:
            answers.say("utter_order_ask_number")
            return
        shown = await self._choices(answers)
        answers["shown"] = {"orders": [order.number for order in shown]}
        answers.say("utter_order_choose", buttons=[_button(order) for order in shown])

    async def _guess(self, answers: Answers) -> None:
        """Without being told: what the words describe, what was talked about, the only one there is."""
        orders, text = await answers.orders(), "" if answers.message.is_button else answers.message.text
        possible = [order for order in orders if self._purpose.allows(order)]
        other = [order for order in orders if order.status in self._purpose.instead]
        fitting = described(orders, text, _context(answers))
        current = _of_number(orders, answers["current_order"])
        chosen: Order | None = None
        if fitting:
            served = [order for order in fitting if self._purpose.allows(order)] or fitting
            chosen = served[0] if len(served) == 1 else None
        elif current and (current in possible or means_the_same(text)):
            chosen = current
        elif not possible and len(other) == 1:
            chosen = other[0]
        elif not possible:
            answers.end(self._purpose.none if orders else "utter_order_none")
        elif len(possible) == 1:
            chosen = possible[0]
        if chosen:
            answers[self.slot] = chosen.number
            await self._check(answers)

    async def _choose(self, number: str | None, answers: Answers) -> None:
        if number and same_number(number, answers[self.slot]):
            return
        if answers[self.slot] is not None:
            answers.forget(*(slot for slot in DEPENDENT if slot not in self._purpose.keeps))
        answers[self.slot] = number

    async def _by_words(self, text: str, answers: Answers) -> None:
        fitting = described(await answers.orders(), text, _context(answers)) or []
        served = [order for order in fitting if self._purpose.allows(order)] or fitting
        if len(served) == 1:
            await self._choose(served[0].number, answers)
        elif not served:
            answers.refuse(self.slot, "utter_order_not_described")

    async def _check(self, answers: Answers) -> None:
        number = answers[self.slot]
        try:
            order = await answers.order()
        except NotFound:
            answers.refuse(self.slot, "utter_order_unknown", order_number=number)
            return
        answers[self.slot] = answers["current_order"] = order.number
        against = self._purpose.refusal(order)
        if against and order.status in self._purpose.instead:
            answers["goes_on"], answers.over = self._purpose.instead[order.status], True
        elif against:
            answers.end(against.response, **against.values)
            answers.insisted(f"{self._purpose.topic}:{order.number}")

    async def _at_place(self, pointer: Pointer, answers: Answers) -> str | None:
        """In the list shown, else in time: "my last order" is the last of all, whatever can be done with it."""
        shown = await self._choices(answers) if pointer.from_list else await answers.orders()
        find = choosing.shown_at if pointer.from_list else choosing.newest_at
        chosen = find(shown, pointer.place or 0)
        return chosen.number if chosen else None

    async def _choices(self, answers: Answers) -> Sequence[Order]:
        """What was shown, else what can be shown: the ones described before all others."""
        orders = await answers.orders()
        numbers = (answers["shown"] or {}).get("orders")
        if numbers:
            return [order for order in orders if order.number in numbers]
        possible = [order for order in orders if self._purpose.allows(order)] or list(orders)
        fitting = described(possible, answers.message.text, _context(answers))
        return (fitting or possible)[: choosing.MOST_SHOWN]


def _context(answers: Answers) -> Context:
    return Context(datetime.now(timezone.utc).date(), answers["current_order"])


def _of_number(orders: Sequence[Order], number: str | None) -> Order | None:
    return next((order for order in orders if same_number(order.number, number)), None)


def _button(order: Order) -> dict[str, str]:
    return {"title": choosing.order_line(order), "payload": "/inform" + json.dumps({"order_number": order.number})}
