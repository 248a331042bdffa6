"""Answer what the catalogue knows: variants, prices, what is available; never more than that."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.business import products as knowing
from actions.business.message import Message
from actions.business.variants import wished
from actions.dialogue.asked_about import asked
from actions.dialogue.doors import open_form, with_nothing_missing
from actions.dialogue.questions.question import Answers, Question
from actions.dialogue.support_action import Say, SupportAction
from actions.dialogue.support_form import SupportForm
from helpline.backends.values import Product

TOPIC = "product_question"
_ALL = re.compile(r"\bhow many (?:different )?(?:products|items|things|articles)\b|\bwhat (?:do|all do) you sell\b")
_PRONOUN = re.compile(r"\b(?:it|they|them|that one|this one|these|those)\b")
_BACK = re.compile(r"\b(?:it|that|this|one|and|they|those|them|also|what about|how about)\b")


class ActionProductQuestion(SupportAction):
    """The product named, else the one talked about; several become a choice, none an honest no."""

    backend = "catalogue"

    def name(self) -> str:
        return f"action_{TOPIC}"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        message = Message.of(tracker.latest_message)
        products = await self.desks.catalogue.everything()
        if _ALL.search(message.text.lower()):
            say("utter_product_all", count=str(len(products)), some=", ".join(each.name for each in products[:8]))
            return with_nothing_missing(TOPIC)
        meant = _meant(products, message, tracker)
        if len(meant) == 1:
            return self._tell(meant[0], message, say)
        if meant:
            say("utter_product_choose", buttons=[_button(each) for each in meant[: knowing.MOST_SHOWN]])
            return with_nothing_missing(TOPIC)
        return self._none(products, message, say, tracker)

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        return with_nothing_missing(TOPIC)

    def _tell(self, product: Product, message: Message, say: Say) -> list[EventType]:
        for line in knowing.answer(product, "" if message.button else message.text):
            say(line.response, **line.values)
        return with_nothing_missing(TOPIC, asked(TOPIC), SlotSet("product_wanted", product.id))

    def _none(self, products: Sequence[Product], message: Message, say: Say, tracker: Tracker) -> list[EventType]:
        named = message.values("product")
        near = knowing.nearest(products, message.text) if named else []
        if near:
            names = ", ".join(each.name for each in near)
            say("utter_product_near", product=named[0], names=names, buttons=[_button(each) for each in near])
            return with_nothing_missing(TOPIC)
        if named or tracker.active_loop_name == f"{TOPIC}_form":
            say("utter_product_unknown")
            return with_nothing_missing(TOPIC)
        return open_form(TOPIC, tracker)


async def follow_up(action: SupportAction, tracker: Tracker, say: Say) -> bool:
    """ "And in yellow?", "is it good for hot yoga?": whether that was about the product just talked about, and told.

    Such words alone look like nothing a shop is asked.
    """
    product_id, message = tracker.get_slot("product_wanted"), Message.of(tracker.latest_message)
    if not product_id or tracker.active_loop_name or message.is_button:
        return False
    product = await action.desks.catalogue.find(str(product_id))
    about_it = wished(product, message.text).said or (_PRONOUN.search(message.text.lower()) is not None)
    if not about_it:
        return False
    for line in knowing.answer(product, message.text):
        say(line.response, **line.values)
    return True


class WhichProduct(Question):
    """A product, in whatever words; whether there is one like that the action finds out."""

    slot = "product_wanted"

    def read(self, message: Message, *, asked: bool) -> str | None:
        return message.text if asked and not message.button else None

    async def take(self, value: str, answers: Answers) -> None:
        answers[self.slot] = value[:200]

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_product_ask")


class ValidateProductQuestionForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (WhichProduct(),)


def _meant(products: Sequence[Product], message: Message, tracker: Tracker) -> Sequence[Product]:
    pressed = [each for each in products if each.id in message.values("product")]
    if pressed:
        return pressed
    named = knowing.named_in(products, message.text)
    if named:
        return named
    talked_about = [each for each in products if each.id == tracker.get_slot("product_wanted")]
    return talked_about if _BACK.search(message.text.lower()) or message.words <= 4 else []


def _button(product: Product) -> dict[str, str]:
    return {"title": product.name, "payload": f"/{TOPIC}" + json.dumps({"product": product.id})}
