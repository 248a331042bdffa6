"""Have a link to all of a customer's data mailed to the address on file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.dialogue.change import Change, Preview, Sending, SubmitChange
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm
from helpline.redaction import mask_contacts

TOPIC = "export_data"


class ExportData(Change):
    """One mail with a link."""

    topic = TOPIC
    backend = "accounts"

    def arguments(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    async def look(self, answers: Answers) -> Preview:
        return Preview(values={"email": mask_contacts((await answers.me()).email)})

    async def send(self, sending: Sending) -> dict[str, Any]:
        await sending.desks.accounts.request_export(key=sending.key)
        return {}


class ValidateExportDataForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (AccountEmail(), OneTimeCode(), Confirmed(ExportData()))


class ActionExportData(SubmitChange):
    backend = "accounts"
    change = ExportData()
