"""Ask for one thing, and make of the customer's words a value that may be kept."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from actions.bootstrap import Desks
from actions.business.message import Message
from actions.business.tracking import same_number
from actions.dialogue.support_action import Say
from helpline.backends.values import Customer, Order, Product
from helpline.identity.identities import Identity, Level
from helpline.turn import TurnContext


@dataclass
class Answers:
    """A form at work in one turn: the slots as they are, and what this turn changes.

    Args:
        understood: something in the message was taken.
        refused: a value was understood but does not hold, and the customer has been told.
        over: there is nothing left to ask; the form ends.
    """

    turn: TurnContext
    desks: Desks
    identity: Identity
    say: Say
    message: Message
    slots: dict[str, Any]
    changes: dict[str, Any] = field(default_factory=dict)
    understood: bool = False
    refused: bool = False
    over: bool = False
    _orders: Sequence[Order] | None = None
    _order: Order | None = None
    _me: Customer | None = None
    _products: dict[str, Product] = field(default_factory=dict)

    def __getitem__(self, slot: str) -> Any:
        return self.changes[slot] if slot in self.changes else self.slots.get(slot)

    def __setitem__(self, slot: str, value: Any) -> None:
        self.changes[slot] = value

    def refuse(self, slot: str, response: str, **values: Any) -> None:
        """Say why a value does not hold, and ask for another."""
        self.say(response, **values)
        self[slot] = None
        self.refused = True

    def end(self, response: str, **values: Any) -> None:
        """Say why there is nothing left to do, and leave the form."""
        self.say(response, **values)
        self.over = True

    def insisted(self, about: str) -> None:
        """Offer a person to whoever asks again for what was just refused."""
        if self.slots.get("refused_before") == about:
            self.say("utter_insist_person")
            self["person_offered"] = time.time()
        self["refused_before"] = about

    async def orders(self) -> Sequence[Order]:
        """The customer's orders, newest first; read once a turn."""
        if self._orders is None:
            self._orders = await self.desks.orders.list()
        return self._orders

    async def order(self) -> Order:
        """The order this form works on; read once a turn."""
        number = str(self["order_wanted"])
        if self._order is None or not same_number(self._order.number, number):
            self._order = await self.desks.orders.find(number)
        return self._order

    async def me(self) -> Customer:
        """The customer's account; read once a turn."""
        if self._me is None:
            self._me = await self.desks.accounts.me()
        return self._me

    async def product(self, product_id: str) -> Product:
        """One product of the catalogue; read once a turn."""
        if product_id not in self._products:
            self._products[product_id] = await self.desks.catalogue.find(product_id)
        return self._products[product_id]

    def opening_words(self, slot: str) -> str:
        """What the customer said when the form began, the first time this question looks at it; else nothing.

        A guest says it before it can be looked up, and must not have to say it again.
        """
        looked: list[str] = list(self["looked_at"] or [])
        if slot in looked or not self["wish"]:
            return ""
        self["looked_at"] = [*looked, slot]
        return str(self["wish"])

    def forget(self, *slots: str) -> None:
        """Take answers back that depend on one that has changed."""
        for slot in slots:
            if self[slot] is not None:
                self[slot] = None

    @property
    def verified(self) -> bool:
        return self.identity.level is Level.VERIFIED


class Question(ABC):
    """One thing a form needs.

    `own_words` marks a question that nearly any text answers. `not_understood` says that a text was no answer.
    `listens` marks one that looks into any text and finds out only in `take` whether it was meant; `take` then sets
    `answers.understood` itself.
    """

    slot: ClassVar[str]
    own_words: ClassVar[bool] = False
    listens: ClassVar[bool] = False
    not_understood: ClassVar[str] = "utter_form_not_understood"
    can_be_taken_back: ClassVar[bool] = True

    @abstractmethod
    def read(self, message: Message, *, asked: bool) -> Any:
        """The answer in a message, None where there is none; `asked` says that this was the question."""

    def answers_surely(self, message: Message) -> bool:
        """Whether these words answer the question being asked, whatever intent they seem to have."""
        return False

    async def take(self, value: Any, answers: Answers) -> None:
        """Check an answer and keep it."""
        answers[self.slot] = value

    async def is_open(self, answers: Answers) -> bool:
        """Whether it (still) has to be asked."""
        return answers[self.slot] is None

    def take_back(self, answers: Answers) -> None:
        """Forget the answer, because the customer goes back to this question."""
        answers[self.slot] = None

    @abstractmethod
    async def ask(self, answers: Answers) -> None:
        """Put the question."""

    async def ask_again(self, answers: Answers) -> None:
        """Put it once more because the customer wants that."""
        await self.ask(answers)
