"""Have a link to a new password mailed; nobody learns here whether an address has an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.dialogue.change import Change, Preview, Sending, SubmitChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.tickets import ContactEmail
from actions.dialogue.support_form import SupportForm
from helpline.identity.cipher import stand_in
from helpline.redaction import mask_contacts

TOPIC = "reset_password"


class ResetPassword(Change):
    """One mail, to the address on file of the customer, or to the one a guest types."""

    topic = TOPIC
    backend = "accounts"

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        """The address stays in its sealed slot."""
        typed = slots.get("ticket_email")
        return {"address": stand_in(typed.lower()) if typed else "on file"}

    async def look(self, answers: Answers) -> Preview:
        email = answers["ticket_email"] or (await answers.me()).email
        return Preview(values={"email": mask_contacts(str(email))})

    async def send(self, sending: Sending) -> dict[str, Any]:
        email = sending.slots.get("ticket_email") or (await sending.desks.accounts.me()).email
        await sending.desks.accounts.reset_password(str(email))
        return {}


class ValidateResetPasswordForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (ContactEmail("utter_reset_password_ask_email"), Confirmed(ResetPassword()))


class ActionResetPassword(SubmitChange):
    backend = "accounts"
    change = ResetPassword()
