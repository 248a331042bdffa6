"""Switch the newsletter on or off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.business.message import Message
from actions.dialogue.change import Change, Preview, Sending, SubmitChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.question import Answers, Question
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm
from helpline.backends.changes import AccountChanges
from helpline.backends.errors import NotAllowed

TOPIC = "newsletter"
_OFF = re.compile(
    r"\b(?:un-?su[bs]*c?s?cri\w*|unsub|stop|off|no more|cancel|remove|opt(?:ing)? out|quit|end|don'?t want|do not want|"
    r"without|too many|leave me|spam\w*|sick of|get rid)\b"
)
_ON = re.compile(r"\b(?:su[bs]*cri\w*|sign(?: me)? up|on|join|get|receive|start|opt(?:ing)? in|want|add|send)\b")


class Wanted(Question):
    """On or off; said with the first words mostly."""

    slot = "newsletter_wanted"

    def read(self, message: Message, *, asked: bool) -> bool | None:
        pressed = [value for value in message.values("reason") if value in ("on", "off")]
        if pressed:
            return pressed[0] == "on"
        return _wish(message.text) if asked and not message.is_button else None

    async def is_open(self, answers: Answers) -> bool:
        if answers[self.slot] is None:
            wish = _wish(answers.opening_words(self.slot))
            if wish is not None:
                answers[self.slot] = wish
        return answers[self.slot] is None

    async def ask(self, answers: Answers) -> None:
        response = "utter_newsletter_ask_off" if (await answers.me()).newsletter else "utter_newsletter_ask_on"
        answers.say(response)


class SwitchNewsletter(Change):
    """The account's newsletter setting."""

    topic = TOPIC
    backend = "accounts"

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        return {"newsletter": slots.get("newsletter_wanted")}

    async def look(self, answers: Answers) -> Preview:
        wanted = bool(answers["newsletter_wanted"])
        found = await answers.desks.accounts.preview_changes(AccountChanges(newsletter=wanted))
        return Preview(found.preview_id, values={"state": "on" if wanted else "off"})

    async def send(self, sending: Sending) -> dict[str, Any]:
        wanted = AccountChanges(newsletter=bool(sending.arguments["newsletter"]))
        await sending.desks.accounts.change(wanted, preview_id=sending.preview_id, key=sending.key)
        return {}

    async def refused(self, error: NotAllowed, answers: Answers) -> None:
        if error.code == "nothing_to_change":
            answers.end("utter_newsletter_already", state="on" if answers["newsletter_wanted"] else "off")
        else:
            answers.end("utter_backend_refused")


class ValidateNewsletterForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (AccountEmail(), OneTimeCode(), Wanted(), Confirmed(SwitchNewsletter()))


class ActionNewsletter(SubmitChange):
    backend = "accounts"
    change = SwitchNewsletter()


def _wish(text: str) -> bool | None:
    said = text.lower().replace("’", "'")
    if _OFF.search(said):
        return False
    return True if _ON.search(said) else None
