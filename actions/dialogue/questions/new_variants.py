"""Ask what each chosen item is to become, and whether that is everything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from actions.business.message import Message
from actions.business.swapping import as_variant, item_name, swap_name, variant_of, wanted
from actions.business.variants import MOST_SHOWN, Wish, available, describe, wished
from actions.dialogue.questions.listening import heard_in, means_enough
from actions.dialogue.questions.question import Answers, Question
from helpline.backends.values import OrderItem, Product, Variant

_CHOICE = "choice_variants"
_NUMBER = re.compile(r"\s*(?:the |number |no\.? )?(\d|first|second|third|fourth|fifth)(?: one)?\s*[.!]?\s*")
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}


class NewVariants(Question):
    """By item, the variant it is to become; found by any part of its options."""

    slot = "new_variants"
    listens = True
    not_understood = "utter_variant_not_understood"

    def read(self, message: Message, *, asked: bool) -> Message | None:
        return heard_in(message, "option", asked=asked)

    async def take(self, value: Message, answers: Answers) -> None:
        if not answers["chosen_items"]:
            return
        asked = answers.slots.get("requested_slot") == self.slot
        pressed = await self._pressed(value, answers)
        if not pressed and not value.is_button:
            await self._from_words(value.text, answers, at=await self._place(value, answers) if asked else None)
        answers.understood = answers.understood or pressed or self.slot in answers.changes

    async def is_open(self, answers: Answers) -> bool:
        opening = answers.opening_words(self.slot)
        if opening:
            await self._from_words(opening, answers, at=None)
        return bool(self._missing(answers))

    async def ask(self, answers: Answers) -> None:
        item, product = await self._next(answers)
        choice = (answers["shown"] or {}).get(_CHOICE) or {}
        shown = [each for each in product.variants if each.id in choice.get("ids", ())]
        current = as_variant(item, product)
        if choice.get("item") != item.id or not shown:
            shown = list(available(product, current=current))
        if not shown:
            answers.say("utter_variant_none_available", item=item_name(item))
            await self._drop(item, answers)
            return
        response = "utter_variant_ask" if len(shown) > MOST_SHOWN else "utter_variant_choose"
        self._remember(item, shown[:MOST_SHOWN] if len(shown) <= MOST_SHOWN else [], answers)
        buttons = [_button(each) for each in shown] if len(shown) <= MOST_SHOWN else []
        answers.say(response, item=item_name(item), options=_options(shown), buttons=buttons)

    async def _from_words(self, text: str, answers: Answers, *, at: Variant | None) -> None:
        order = await answers.order()
        items = [item for item in order.items if item.id in answers["chosen_items"]]
        words = dict(wanted(items, text).words)
        for item in self._about(items, words, answers):
            product = await answers.product(item.product_id)
            if at and variant_of(product, at.id):
                self._set(item, at, answers)
                continue
            said = words.get(item.id, text)
            self._take_wish(item, wished(product, said, current=as_variant(item, product)), answers)

    def _about(self, items: Sequence[OrderItem], words: Mapping[str, str], answers: Answers) -> Sequence[OrderItem]:
        """The items these words are about: those they name, else the one asked about, else all."""
        if words:
            return [item for item in items if item.id in words]
        missing = self._missing(answers)
        asked_about = (answers["shown"] or {}).get(_CHOICE, {}).get("item")
        if asked_about in missing:
            return [item for item in items if item.id == asked_about]
        return [item for item in items if item.id in missing] or items

    def _take_wish(self, item: OrderItem, wish: Wish, answers: Answers) -> None:
        if len(wish.fitting) == 1:
            self._set(item, wish.fitting[0], answers)
        elif wish.fitting:
            self._unset(item, answers)
            self._remember(item, wish.fitting, answers)
        elif wish.said and (wish.unavailable or wish.nearest):
            self._unset(item, answers)
            response = "utter_variant_unavailable" if wish.unavailable else "utter_variant_unknown"
            answers.say(response, item=item.name, wanted=describe(wish.unavailable[0]) if wish.unavailable else "")
            self._remember(item, wish.nearest, answers)
            answers.refused = True

    async def _pressed(self, message: Message, answers: Answers) -> bool:
        """A button names the variant itself."""
        for item in (await answers.order()).items:
            if item.id not in answers["chosen_items"] or not message.values("option"):
                continue
            product = await answers.product(item.product_id)
            found = [variant_of(product, value) for value in message.values("option")]
            if found[0]:
                self._set(item, found[0], answers)
                return True
        return False

    async def _place(self, message: Message, answers: Answers) -> Variant | None:
        """ "The second", of the variants shown."""
        place = _NUMBER.fullmatch(message.text.lower())
        choice = (answers["shown"] or {}).get(_CHOICE)
        if not place or not choice:
            return None
        index = _PLACES.get(place[1]) or int(place[1])
        if not 0 < index <= len(choice["ids"]):
            return None
        item = next(item for item in (await answers.order()).items if item.id == choice["item"])
        return variant_of(await answers.product(item.product_id), choice["ids"][index - 1])

    async def _next(self, answers: Answers) -> tuple[OrderItem, Product]:
        missing = self._missing(answers)
        item = next(item for item in (await answers.order()).items if item.id in missing)
        return item, await answers.product(item.product_id)

    async def _drop(self, item: OrderItem, answers: Answers) -> None:
        """Nothing else can be had for this one: the others go on without it."""
        left = [each for each in answers["chosen_items"] if each != item.id]
        answers["chosen_items"] = left or None
        if not left:
            answers.over = True

    def _missing(self, answers: Answers) -> list[str]:
        return [item for item in answers["chosen_items"] or [] if item not in (answers[self.slot] or {})]

    def _set(self, item: OrderItem, variant: Variant, answers: Answers) -> None:
        known = dict(answers[self.slot] or {})
        if known.get(item.id) != variant.id:
            answers.forget("payment_choice" if known else "confirmed")
        answers[self.slot] = {**known, item.id: variant.id}
        if (answers["shown"] or {}).get(_CHOICE, {}).get("item") == item.id:
            answers["shown"] = None

    def _unset(self, item: OrderItem, answers: Answers) -> None:
        known = dict(answers[self.slot] or {})
        known.pop(item.id, None)
        answers[self.slot] = known or None

    def _remember(self, item: OrderItem, shown: Sequence[Variant], answers: Answers) -> None:
        answers["shown"] = {_CHOICE: {"item": item.id, "ids": [each.id for each in shown]}}


class EverythingNamed(Question):
    """Whether there is more to change, before what can be done only once."""

    slot = "everything_named"

    def answers_surely(self, message: Message) -> bool:
        return means_enough(message) or message.text.lower().strip(" .!") in ("all", "everything", "yes everything")

    def read(self, message: Message, *, asked: bool) -> bool | None:
        if not asked:
            return None
        if self.answers_surely(message):
            return True
        return {"affirm": True, "deny": False}.get(message.intent)

    async def take(self, value: bool, answers: Answers) -> None:
        if "chosen_items" in answers.changes or "new_variants" in answers.changes:
            return  # named at once: it is asked again with that in it
        answers[self.slot] = value

    async def is_open(self, answers: Answers) -> bool:
        if answers[self.slot] is None and len((await answers.order()).items) == len(answers["chosen_items"] or []):
            answers[self.slot] = True
        return answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_everything_ask", changes="\n".join(await swaps_named(answers)))


async def swaps_named(answers: Answers) -> list[str]:
    """Each chosen item with what it is to become."""
    named: list[str] = []
    for item in (await answers.order()).items:
        variant_id = (answers["new_variants"] or {}).get(item.id)
        if variant_id and item.id in answers["chosen_items"]:
            variant = variant_of(await answers.product(item.product_id), variant_id)
            named.append(swap_name(item, variant) if variant else item.name)
    return named


def _options(variants: Sequence[Variant]) -> str:
    """ "color: blue, green; size: M, L" of what can be had."""
    values: dict[str, list[str]] = {}
    for name, value in (pair for variant in variants for pair in variant.options):
        if value not in values.setdefault(name, []):
            values[name].append(value)
    return "; ".join(f"{name}: {', '.join(each)}" for name, each in values.items())


def _button(variant: Variant) -> dict[str, str]:
    title = f"{describe(variant)} · {variant.price}"
    return {"title": title, "payload": "/inform" + json.dumps({"option": variant.id})}
