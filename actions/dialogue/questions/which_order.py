"""Ask which order is meant: by number, or by choosing from a customer's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from actions.business import choosing
from actions.business import message as reading
from actions.business.message import Message
from actions.dialogue.questions.question import Answers, Question
from helpline.backends.errors import NotFound
from helpline.backends.values import Order


@dataclass(frozen=True)
class Choice:
    """An order as the customer named it: its number, or its place among theirs."""

    number: str | None = None
    place: int | None = None
    from_list: bool = False  # the customer was looking at a list


def choice_in(message: Message, *, asked: bool) -> Choice | None:
    """The order named in a message."""
    number = reading.order_number(message, bare=asked)
    if number:
        return Choice(number=number)
    place = reading.place(message, bare=asked)
    # "My last order" is meant in time even where a list is being shown; "the last one" is not.
    in_time = "order" in message.text.lower()
    return Choice(place=place, from_list=asked and not in_time) if place else None


class WhichOrder(Question):
    """Any order. A verified customer's is looked up at once; a guest's has to be proved by the next question."""

    slot = "current_order"

    def read(self, message: Message, *, asked: bool) -> Choice | None:
        return choice_in(message, asked=asked)

    async def take(self, value: Choice, answers: Answers) -> None:
        if not answers.verified:
            answers[self.slot] = value.number
        elif value.number:
            await self._look_up(value.number, answers)
        else:
            answers[self.slot] = await self._at_place(value, answers)

    async def is_open(self, answers: Answers) -> bool:
        if answers[self.slot] is not None or not answers.verified:
            return answers[self.slot] is None
        choices = await self.choices(answers)
        if not choices:
            answers.end(self.none_to_choose())
        elif len(choices) == 1 and not answers.refused:
            answers[self.slot] = choices[0].number
        return answers[self.slot] is None and not answers.over

    async def ask(self, answers: Answers) -> None:
        if not answers.verified:
            answers.say("utter_order_ask_number")
            return
        shown = (await self.choices(answers))[: choosing.MOST_SHOWN]
        answers.say("utter_order_choose", buttons=[_button(order) for order in shown])

    async def choices(self, answers: Answers) -> Sequence[Order]:
        """The orders to choose from, newest first."""
        return await answers.orders()

    def none_to_choose(self) -> str:
        """What to say where there are none."""
        return "utter_order_none"

    async def _at_place(self, choice: Choice, answers: Answers) -> str | None:
        """In the list shown, else in time: "my last order" is the last of all, whatever can be done with it."""
        if choice.from_list:
            chosen = choosing.shown_at(await self.choices(answers), choice.place or 0)
        else:
            chosen = choosing.newest_at(await answers.orders(), choice.place or 0)
        return chosen.number if chosen else None

    async def _look_up(self, number: str, answers: Answers) -> None:
        try:
            answers[self.slot] = (await answers.desks.orders.find(number)).number
        except NotFound:
            answers.refuse(self.slot, "utter_order_unknown", order_number=number)


def _button(order: Order) -> dict[str, str]:
    return {"title": choosing.order_line(order), "payload": "/inform" + json.dumps({"order_number": order.number})}
