"""Ask which items of an order are meant."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from actions.business.items import Named, named
from actions.business.message import Message
from actions.business.swapping import item_name, wanted, what_goes
from actions.dialogue.questions.listening import heard_in
from actions.dialogue.questions.question import Answers, Question
from helpline.backends.values import OrderItem

_CHOICE = "choice_items"
_MOST_BUTTONS = 5
_ADDS = re.compile(r"\b(?:also|too|as well|add|plus|another)\b|^\s*and\b")
_DROPS = re.compile(r"\b(?:not|without|except|keep|leave out|remove|forget|but not)\b(?!.*\bbut (?!not))")
_REPLACES = re.compile(r"\b(?:no|only|just|instead|actually|rather|meant|wait)\b")


class WhichItems(Question):
    """The ids of the items; an order's only item is taken without asking.

    Args:
        swap: each is to become another variant, so that a text may name what goes and what comes.
    """

    slot = "chosen_items"
    listens = True
    not_understood = "utter_items_not_found"

    def __init__(self, *, swap: bool = False) -> None:
        self._swap = swap

    def read(self, message: Message, *, asked: bool) -> Message | None:
        if asked and message.intent == "deny":
            return message
        return heard_in(message, "product", asked=asked)

    async def take(self, value: Message, answers: Answers) -> None:
        if not answers.verified or answers["order_wanted"] is None:
            return
        asked = answers.slots.get("requested_slot") == self.slot
        shown = await self._shown(answers) if asked else (await answers.order()).items
        found = self._named(shown, value, asked=asked)
        if found.anything:
            answers.understood = True
            self._keep(found, value.text.lower(), asked=asked, answers=answers)
        elif asked and value.intent == "deny" and answers["everything_named"] is False:
            answers["everything_named"] = answers.understood = True  # "which other one?" "none"

    async def is_open(self, answers: Answers) -> bool:
        if self._pending(answers) or answers["everything_named"] is False:
            return True
        if not answers[self.slot]:
            await self._from_opening(answers)
        return not answers[self.slot] or bool(self._pending(answers))

    async def ask(self, answers: Answers) -> None:
        shown = await self._shown(answers)
        response = "utter_items_ask_more" if answers["everything_named"] is False else "utter_items_ask"
        response = "utter_items_ask_which" if self._pending(answers) else response
        buttons = [_button(item) for item in shown] if len(shown) <= _MOST_BUTTONS else []
        listed = "\n".join(f"{place}. {item_name(item)}" for place, item in enumerate(shown, start=1))
        answers.say(response, items=listed, buttons=buttons)

    async def _from_opening(self, answers: Answers) -> None:
        items, opening = (await answers.order()).items, answers.opening_words(self.slot)
        if opening:
            meant = wanted(items, opening).items if self._swap else ()
            chosen = Named(tuple(item for item in items if item.id in meant))
            going = what_goes(opening) if self._swap else opening
            found = chosen if meant else named(items, going)
            if not found.anything and answers.message.values("product") and len(items) > 1:
                answers.say(self.not_understood)
            self._keep(found, "", asked=True, answers=answers)
        if not answers[self.slot] and len(items) == 1:
            answers[self.slot] = [items[0].id]

    async def _shown(self, answers: Answers) -> list[OrderItem]:
        """What there is to choose from: candidates, what is not chosen yet, or everything."""
        items = (await answers.order()).items
        pending = self._pending(answers)
        if pending:
            return [item for item in items if item.id in pending]
        return [item for item in items if item.id not in (answers[self.slot] or [])]

    def _pending(self, answers: Answers) -> list[str]:
        return list((answers["shown"] or {}).get(_CHOICE) or [])

    def take_back(self, answers: Answers) -> None:
        answers.forget(self.slot, "new_variants", "everything_named", "payment_choice")

    def _named(self, items: Sequence[OrderItem], message: Message, *, asked: bool) -> Named:
        pressed = [item for item in items if item.id in message.values("product")]
        if pressed:
            return Named(tuple(pressed))
        if message.is_button:
            return Named()
        if self._swap and not asked:
            return named(items, message.text, by_options=False)
        return named(items, message.text, asked=asked, by_options=asked)

    def _keep(self, found: Named, said: str, *, asked: bool, answers: Answers) -> None:
        known, new = list(answers[self.slot] or []), [item.id for item in found.chosen]
        if known and not asked and set(new) <= set(known) and not (_DROPS.search(said) or _REPLACES.search(said)):
            return  # only named again, to say something about it
        kept = _together(known, new, said, adds=asked)
        if known and kept != known and self._swap:
            answers.forget("payment_choice")  # the difference is another one
        if known and kept != known:
            variants = answers["new_variants"] or {}
            answers["new_variants"] = {item: variant for item, variant in variants.items() if item in kept} or None
        answers[self.slot] = kept or None
        if answers["everything_named"] is False:
            answers["everything_named"] = None
        if found.unclear or self._pending(answers):
            answers["shown"] = {_CHOICE: [item.id for item in found.unclear[0]]} if found.unclear else None


def _together(known: list[str], new: list[str], said: str, *, adds: bool) -> list[str]:
    """What is meant now, of what was meant before and what these words name."""
    if _DROPS.search(said) and set(new) <= set(known) and len(new) < len(known):
        return [each for each in known if each not in new]
    if adds or _ADDS.search(said) or not _REPLACES.search(said):
        return [*known, *(each for each in new if each not in known)]
    return new


def _button(item: OrderItem) -> dict[str, str]:
    return {"title": item_name(item), "payload": "/inform" + json.dumps({"product": item.id})}
