"""Change the name, the e-mail address or the default address of an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.business import addresses
from actions.dialogue.change import Change, Preview, Sending, SubmitChange
from actions.dialogue.questions.account import AccountAddress, AccountField, EmailCode, Field, NewEmail, NewName
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.new_address import address_in, digest, refuse_part
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_action import Say
from actions.dialogue.support_form import SupportForm
from helpline.backends.changes import AccountChanges
from helpline.backends.errors import Malformed, NotAllowed

TOPIC = "edit_account"


class EditAccount(Change):
    """Name or default address; an e-mail address changes by its code, in the form itself."""

    topic = TOPIC
    backend = "accounts"

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        """A name is what the account says to everybody; an address is not."""
        field = slots.get("account_field")
        of_name = field == Field.NAME.value
        return {"field": field, "name": slots.get("new_name") if of_name else None, "address": digest(slots)}

    async def look(self, answers: Answers) -> Preview | None:
        wanted = _wanted({**answers.slots, **answers.changes})
        try:
            found = await answers.desks.accounts.preview_changes(wanted)
        except Malformed as exc:
            if exc.code != "address_invalid":
                raise
            refuse_part(exc, answers)
            return None
        me, after = await answers.me(), found.after
        address = after.address or wanted.address
        if address:
            return Preview(found.preview_id, values={"what": "address", "value": addresses.one_line(address)})
        name = f"{after.first_name or me.first_name} {after.last_name or me.last_name}"
        return Preview(found.preview_id, values={"what": "name", "value": name})

    async def send(self, sending: Sending) -> dict[str, Any]:
        wanted = _wanted(sending.slots)
        await sending.desks.accounts.change(wanted, preview_id=sending.preview_id, key=sending.key)
        return {}

    async def refused(self, error: NotAllowed, answers: Answers) -> None:
        if error.code == "nothing_to_change":
            answers.end("utter_edit_account_same")
        else:
            answers.end("utter_backend_refused")


class ConfirmedUnlessEmail(Confirmed):
    """The yes; the code of a new e-mail address was one already."""

    async def is_open(self, answers: Answers) -> bool:
        return answers["account_field"] != Field.EMAIL.value and await super().is_open(answers)


class ValidateEditAccountForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        AccountEmail(others=True),
        OneTimeCode(),
        AccountField(),
        NewName(),
        AccountAddress(),
        NewEmail(),
        EmailCode(),
        ConfirmedUnlessEmail(EditAccount()),
    )


class ActionEditAccount(SubmitChange):
    backend = "accounts"
    change = EditAccount()

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        if tracker.get_slot("email_proved"):
            say("utter_edit_account_email_done")
            return self._done(tracker)
        return await super().perform(say, tracker)


def _wanted(slots: Mapping[str, Any]) -> AccountChanges:
    if slots.get("account_field") == Field.ADDRESS.value:
        return AccountChanges(address=address_in(slots))
    name = slots.get("new_name") or {}
    return AccountChanges(first_name=name.get("first_name"), last_name=name.get("last_name"))
