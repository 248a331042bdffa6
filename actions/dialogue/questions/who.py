"""Have customers prove who they are: by a code to the address on file, or by what is on their order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.business import message as reading
from actions.business.message import Message
from actions.business.tracking import same_number
from actions.dialogue.questions.question import Answers, Question
from helpline.backends.ports import AccountDesk
from helpline.identity.errors import CodeRefused, NotRecognised
from helpline.identity.identities import Identity, Level


def may_see(identity: Identity, order_number: str | None) -> bool:
    """Whether this identity may look at that order, as far as we know; the shop decides."""
    if identity.level is Level.VERIFIED:
        return True
    return identity.level is Level.RECOGNISED and same_number(identity.order_number, order_number)


_POSSESSED = re.compile(r"@\S+['’]s\b|\b(?:of|for|from) \S+@")


async def is_of_somebody_else(accounts: AccountDesk, email: str | None) -> bool:
    """Whether a verified customer names an address that is not their own: "show the orders of ben@example.com"."""
    return email is not None and email.lower() != (await accounts.me()).email.lower()


class AccountEmail(Question):
    """The address on file, to which a one-time code goes. It is never said whether there is such an account."""

    slot = "identity_email"
    can_be_taken_back = False
    not_understood = "utter_identity_email_invalid"

    def __init__(self, *, others: bool = False) -> None:
        """Args: others: another address may be named here for a good reason, unless it is said to be somebody's."""
        self._others = others

    def read(self, message: Message, *, asked: bool) -> str | None:
        return reading.email(message)

    async def take(self, value: str, answers: Answers) -> None:
        if not answers.verified:
            await answers.desks.identities.send_code(answers.turn, value)
            answers[self.slot] = value
            return
        named = not self._others or _POSSESSED.search(answers.message.text)
        if named and await is_of_somebody_else(answers.desks.accounts, value):
            answers.end("utter_identity_other_customer")

    async def is_open(self, answers: Answers) -> bool:
        return not answers.verified and answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_identity_ask_email")


class OneTimeCode(Question):
    """The code. Its digits never come here: the turn's inbox row holds them sealed."""

    slot = "identity_code"
    can_be_taken_back = False
    not_understood = "utter_identity_code_shape"

    def read(self, message: Message, *, asked: bool) -> bool | None:
        return True if asked and reading.is_code(message) else None

    async def take(self, value: bool, answers: Answers) -> None:
        if answers.verified and answers.identity.code_open is False:
            return
        try:
            answers.identity = await answers.desks.identities.redeem_code(answers.turn)
        except CodeRefused:
            answers.refuse(self.slot, "utter_identity_code_wrong")
            return
        answers["identity_email"] = None
        answers.say("utter_identity_verified")

    async def is_open(self, answers: Answers) -> bool:
        return not answers.verified

    async def ask(self, answers: Answers) -> None:
        # A refused code was answered with what to do next already.
        if not answers.refused:
            answers.say("utter_identity_ask_code")

    async def ask_again(self, answers: Answers) -> None:
        await answers.desks.identities.send_code(answers.turn, str(answers["identity_email"]))
        await self.ask(answers)


@dataclass(frozen=True)
class Detail:
    """A detail that is on an order: one of the two."""

    email: str | None = None
    postcode: str | None = None


class OrderDetail(Question):
    """The e-mail address or postcode on an order, which shows that the order is the guest's."""

    slot = "identity_postcode"
    not_understood = "utter_identity_proof_invalid"

    def read(self, message: Message, *, asked: bool) -> Detail | None:
        email = reading.email(message)
        if email:
            return Detail(email=email)
        postcode = reading.postcode(message, bare=asked)
        return Detail(postcode=postcode) if postcode else None

    async def take(self, value: Detail, answers: Answers) -> None:
        number = answers["current_order"]
        if number is None or may_see(answers.identity, number):
            return
        try:
            answers.identity = await answers.desks.identities.recognise(
                answers.turn, number, email=value.email, postcode=value.postcode
            )
        except NotRecognised:
            answers.refuse("current_order", "utter_identity_no_match")

    async def is_open(self, answers: Answers) -> bool:
        return not may_see(answers.identity, answers["current_order"])

    async def ask(self, answers: Answers) -> None:
        answers.say("utter_identity_ask_proof")
