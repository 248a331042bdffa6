"""Ask what is to change about an account, and what it is to be."""

from __future__ import annotations

import re
from enum import Enum

from actions.business import message as reading
from actions.business import naming
from actions.business.message import Message
from actions.dialogue.questions.new_address import DEFAULT, NewAddress
from actions.dialogue.questions.question import Answers, Question
from helpline.identity.errors import CodeRefused


class Field(str, Enum):
    """What of an account can be changed here."""

    NAME = "name"
    EMAIL = "email"
    ADDRESS = DEFAULT


_FIELDS: tuple[tuple[re.Pattern[str], Field], ...] = (
    (re.compile(r"\be-?mails?\b"), Field.EMAIL),
    (re.compile(r"\baddress\b|\bmoved\b|\bpost ?code\b|\bzip\b|\bstreet\b"), Field.ADDRESS),
    (re.compile(r"\b(?:sur|last|first|family|maiden)?-?names?\b|\bsurname\b|\bmarried\b|\bmisspel"), Field.NAME),
)
_NOT_HERE = re.compile(
    r"\b(?:phone|mobile|telephone|cell)\b|\bbirth(?:day| ?date)?\b|\b(?:user ?name|profile pic\w*)\b"
)


class AccountField(Question):
    """Name, e-mail address or postal address."""

    slot = "account_field"

    def read(self, message: Message, *, asked: bool) -> Field | None:
        pressed = [value for value in message.values("reason") if value in {field.value for field in Field}]
        if pressed:
            return Field(pressed[0])
        return _field_in(message.text) if asked and not message.is_button else None

    async def take(self, value: Field, answers: Answers) -> None:
        answers[self.slot] = value.value

    async def is_open(self, answers: Answers) -> bool:
        if answers[self.slot] is None:
            said = answers.opening_words(self.slot)
            field = _field_in(said)
            if field:
                answers[self.slot] = field.value
            elif _NOT_HERE.search(said.lower()):
                answers.end("utter_edit_account_not_here")
                return False
        return answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_edit_account_ask_field")


class NewName(Question):
    """The name as it is to be; first and last, or one of them where that was said."""

    slot = "new_name"
    own_words = True
    not_understood = "utter_edit_account_name_not_understood"

    def read(self, message: Message, *, asked: bool) -> tuple[str, ...] | None:
        if message.is_button or (message.intent in ("affirm", "deny") and message.words < 3):
            return None
        return naming.name_in(message.text, asked=asked) or None

    async def take(self, value: tuple[str, ...], answers: Answers) -> None:
        if answers["account_field"] == Field.NAME.value:
            self._keep(value, answers)

    async def is_open(self, answers: Answers) -> bool:
        if answers["account_field"] != Field.NAME.value:
            return False
        found = naming.name_in(answers.opening_words(self.slot), asked=False)
        if found and not answers[self.slot]:
            self._keep(found, answers)
        return not answers[self.slot]

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_edit_account_ask_name")

    def _keep(self, words: tuple[str, ...], answers: Answers) -> None:
        found = naming.parts(words, f"{answers['wish'] or ''} {answers.message.text}")
        if found:
            answers[self.slot] = found
        else:
            answers.refuse(self.slot, "utter_edit_account_name_in_full")


class NewEmail(Question):
    """The new address, to which a code goes at once: a typing error is found before anything changes."""

    slot = "new_email"
    not_understood = "utter_identity_email_invalid"

    def read(self, message: Message, *, asked: bool) -> str | None:
        return reading.email(message)

    async def take(self, value: str, answers: Answers) -> None:
        if answers["account_field"] == Field.EMAIL.value and answers.verified and value != answers[self.slot]:
            await self._send(value, answers)

    async def is_open(self, answers: Answers) -> bool:
        if answers["account_field"] != Field.EMAIL.value:
            return False
        if not answers[self.slot]:
            said = reading.email(Message("", answers.opening_words(self.slot)))
            if said:
                await self._send(said, answers)
        return not answers[self.slot]

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_edit_account_ask_email")

    async def _send(self, email: str, answers: Answers) -> None:
        if email.lower() == (await answers.me()).email.lower():
            answers.refuse(self.slot, "utter_edit_account_same_email")
            return
        await answers.desks.email_changes.begin(answers.turn, email)
        answers[self.slot] = email


class EmailCode(Question):
    """The code that came to the new address: typing it in is the yes to the change."""

    slot = "email_proved"
    can_be_taken_back = False
    not_understood = "utter_identity_code_shape"

    def read(self, message: Message, *, asked: bool) -> bool | None:
        return True if asked and reading.is_code(message) else None

    async def take(self, value: bool, answers: Answers) -> None:
        try:
            await answers.desks.email_changes.finish(answers.turn)
        except CodeRefused:
            answers.refuse(self.slot, "utter_identity_code_wrong")
            return
        answers[self.slot] = True

    async def is_open(self, answers: Answers) -> bool:
        return answers["account_field"] == Field.EMAIL.value and not answers[self.slot]

    async def ask(self, answers: Answers) -> None:
        if not answers.refused:
            answers.say("utter_edit_account_ask_code")

    async def ask_again(self, answers: Answers) -> None:
        await answers.desks.email_changes.begin(answers.turn, str(answers["new_email"]))
        await self.ask(answers)


class AccountAddress(NewAddress):
    """The account's own address, where that is what changes."""

    async def is_open(self, answers: Answers) -> bool:
        return answers["account_field"] == Field.ADDRESS.value and await super().is_open(answers)


def _field_in(text: str) -> Field | None:
    said = text.lower()
    return next((field for pattern, field in _FIELDS if pattern.search(said)), None)
