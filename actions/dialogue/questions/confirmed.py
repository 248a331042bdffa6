"""Show what a change would do, and take the yes or no to exactly that."""

from __future__ import annotations

from actions.business import consent
from actions.business.message import Message
from actions.dialogue.change import CONFIRMED, Change
from actions.dialogue.questions.listening import means_enough
from actions.dialogue.questions.question import Answers, Question
from helpline.confirmations import NotConfirmed


class Confirmed(Question):
    """The yes, after a preview made by the shop. Whenever it is asked again, the preview is a new one."""

    slot = CONFIRMED

    def __init__(self, change: Change) -> None:
        self._change = change

    def read(self, message: Message, *, asked: bool) -> bool | None:
        # "That's all" sounds like a yes, but it is none to a change.
        return consent.yes_or_no(message) if asked and not means_enough(message) else None

    async def take(self, value: bool, answers: Answers) -> None:
        arguments = self._change.arguments(answers.slots)
        if self._change.arguments({**answers.slots, **answers.changes}) != arguments:
            return  # "no, the other one": not an answer to what was asked, but a correction of it
        if not value or await answers.desks.effects.recorded(answers.turn, self._change.topic):
            answers[self.slot] = value  # a turn done again resumes what it sent; it asks nothing anew
            return
        try:
            await answers.desks.confirmations.accept(answers.turn, action=self._change.topic, arguments=arguments)
        except NotConfirmed:
            answers.refuse(self.slot, "utter_confirm_ask_again")
            return
        answers[self.slot] = True

    async def ask(self, answers: Answers) -> None:
        preview = await self._change.preview(answers)
        if preview is None:
            return
        answers["shown"] = dict(preview.values)
        asked = await answers.desks.confirmations.ask(
            answers.turn,
            action=self._change.topic,
            arguments=self._change.arguments({**answers.slots, **answers.changes}),
            preview_id=preview.preview_id,
        )
        for line in preview.lines:
            answers.say(line.response, **line.values)
        answers.say(f"utter_{self._change.topic}_confirm", confirmation_id=asked.id, **preview.values)
