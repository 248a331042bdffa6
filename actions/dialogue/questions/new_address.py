"""Ask for an address: whole, or one missing part after another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.business import addresses
from actions.business.message import Message
from actions.dialogue.questions.listening import heard_in
from actions.dialogue.questions.question import Answers, Question
from helpline.backends.errors import Malformed
from helpline.backends.values import Address
from helpline.identity.cipher import stand_in

_PART = "address_part"
_USUAL = re.compile(
    r"\b(?:my (?:usual|default|home|normal|regular|own|account'?s?)(?: address)?|address on file|home)\b"
)
_SAME = re.compile(r"\b(?:same (?:address|place|one)|the one (?:i gave|from before)|as before)\b")
_ENTITIES = ("street", "city", "state", "country", "postcode")


class NewAddress(Question):
    """The parts of the new address; in a slot that is stored sealed."""

    slot = "new_address"
    listens = True
    not_understood = "utter_address_not_understood"

    def read(self, message: Message, *, asked: bool) -> Message | None:
        if not message.is_button and (addresses.holds_address(message.text) or message.values("street")):
            return message
        return heard_in(message, *_ENTITIES, asked=asked)

    async def take(self, value: Message, answers: Answers) -> None:
        asked = answers.slots.get("requested_slot") == self.slot
        if value.is_button or not answers.verified:
            return
        known = await self._known(value.text, answers, asked=asked)
        if known:
            answers.understood = True
            self._keep(known, answers)
            return
        wanted = (answers["shown"] or {}).get(_PART) if asked else None
        given = addresses.piece(wanted, value.text) if wanted else ""
        if given:
            answers.understood = True
            self._keep({**(answers[self.slot] or {}), str(wanted): given}, answers)
        else:
            self._take_parts(value, answers, asked=asked)

    async def is_open(self, answers: Answers) -> bool:
        opening = answers.opening_words(self.slot)
        if opening and not answers[self.slot]:
            known = await self._known(opening, answers, asked=False)
            parts = known or (addresses.parse(opening) if addresses.holds_address(opening) else {})
            if parts:
                self._keep(parts, answers)
        await self._complete(answers)
        return bool(addresses.missing(answers[self.slot] or {}))

    async def ask(self, answers: Answers) -> None:
        lacking = addresses.missing(answers[self.slot] or {})
        if "line1" in lacking:
            answers["shown"] = None
            answers.say("utter_address_ask")
            return
        answers["shown"] = {_PART: lacking[0]}
        answers.say(f"utter_address_ask_{lacking[0]}")

    def _take_parts(self, message: Message, answers: Answers, *, asked: bool) -> None:
        """A new street begins a new address; anything less completes or corrects the one there is."""
        named = addresses.named_part(message.text) if answers[self.slot] else {}
        parts = named or (addresses.parse(message.text) if asked or addresses.holds_address(message.text) else {})
        code = [] if named or asked or not answers[self.slot] else message.values("postcode")
        parts = parts or ({"postcode": code[0]} if code else {})
        begun = answers[self.slot] or parts.get("line1") or len(parts) > 1 or message.values("city")
        if not parts or (asked and not begun):
            return
        answers.understood = True
        new = bool(parts.get("line1")) and len(parts) > 2
        self._keep(parts if new else {**(answers[self.slot] or {}), **parts}, answers)

    async def _known(self, text: str, answers: Answers, *, asked: bool) -> dict[str, str]:
        """An address we have: the account's own, or the one just given for another order."""
        said = text.lower()
        if addresses.holds_address(text):
            return {}
        own = (await answers.me()).address
        if own and _USUAL.search(said) and (asked or "address" in said or "home" in said):
            return addresses.parts_of(own) if answers["account_field"] != DEFAULT else {}
        before = (answers.slots.get("previous") or {}).get(self.slot)
        return dict(before) if before and _SAME.search(said) else {}

    async def _complete(self, answers: Answers) -> None:
        """The country that the other parts show."""
        if answers[self.slot]:
            own = (await answers.me()).address
            complete = addresses.with_country(answers[self.slot], usual=own.country if own else None)
            if complete != answers[self.slot]:
                answers[self.slot] = complete

    def _keep(self, parts: Mapping[str, str], answers: Answers) -> None:
        answers[self.slot] = dict(parts)
        answers["shown"] = None


DEFAULT = "default_address"
ORDER = "order_address"


def digest(slots: Mapping[str, Any]) -> str:
    """What stands for the address among confirmed arguments, which nothing private belongs to."""
    parts = slots.get("new_address") or {}
    told = "|".join(f"{name}={parts.get(name, '')}" for name in addresses.PARTS)
    return stand_in(told)


def address_in(slots: Mapping[str, Any]) -> Address:
    """The address of the answers."""
    return addresses.as_address(slots.get("new_address") or {})


def refuse_part(error: Malformed, answers: Answers) -> None:
    """The shop finds that parts do not belong together: the one at fault is asked for again."""
    part = error.field if error.field in ("state", "postcode") else "postcode"
    kept = {name: value for name, value in (answers["new_address"] or {}).items() if name != part}
    answers.say(f"utter_address_wrong_{part}")
    answers["new_address"] = kept
    answers.refused = True
