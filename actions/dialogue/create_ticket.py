"""Open a ticket about whatever the customer describes."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.dialogue.questions.tickets import ACTION, ContactEmail, TicketConfirmed, TicketSummary, arguments_of
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from actions.dialogue.support_form import REQUESTED, SupportForm
from helpline.backends.errors import BackendUnavailable, NotFound, Unconfirmed
from helpline.backends.values import TicketDraft

FORM = "create_ticket_form"
_LONGEST_SUBJECT = 100


class ValidateCreateTicketForm(SupportForm):
    form = FORM
    questions = (TicketSummary(), ContactEmail("utter_create_ticket_ask_email"), TicketConfirmed())


class ActionCreateTicket(SupportAction):
    backend = "tickets"

    def name(self) -> str:
        return "action_create_ticket"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        confirmed = tracker.get_slot("ticket_confirmed")
        if confirmed is False:
            await self.desks.confirmations.decline(turn_in_chat())
            say("utter_create_ticket_kept")
        if not confirmed:
            return _done()
        try:
            number = await self._open(tracker)
        except Unconfirmed:
            say("utter_create_ticket_unconfirmed")
            return _done()
        say("utter_create_ticket_done", ticket_number=number)
        return _done()

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        """Back into the form, at its last question: nothing was sent, and no answer is lost."""
        if not isinstance(error, BackendUnavailable):
            return _done()
        question = [SlotSet("ticket_confirmed", None), SlotSet(REQUESTED, "ticket_confirmed")]
        return [ActiveLoop(FORM), *question, FollowupAction("action_listen")]

    async def _open(self, tracker: Tracker) -> str:
        turn, arguments = turn_in_chat(), arguments_of(tracker.slots)
        await self.desks.confirmations.accept(turn, action=ACTION, arguments=arguments)
        outcome = await self.desks.effects.perform(
            turn,
            action=ACTION,
            arguments=arguments,
            backend="tickets",
            send=lambda key: self._send(_draft(tracker), key),
            encode=str,
            decode=str,
        )
        return outcome.value

    async def _send(self, draft: TicketDraft, key: str) -> str:
        try:
            return (await self.desks.tickets.open(draft, key=key)).number
        except NotFound:
            # The order talked about is not this customer's: the ticket goes without it.
            return (await self.desks.tickets.open(_without_order(draft), key=f"{key}-2")).number


def _draft(tracker: Tracker) -> TicketDraft:
    summary = str(tracker.get_slot("ticket_summary"))
    return TicketDraft(
        subject=summary[:_LONGEST_SUBJECT],
        body=summary,
        category="other",
        order_number=tracker.get_slot("current_order"),
        contact=tracker.get_slot("ticket_email"),
    )


def _without_order(draft: TicketDraft) -> TicketDraft:
    return TicketDraft(draft.subject, draft.body, draft.category, contact=draft.contact)


def _done() -> list[EventType]:
    return [SlotSet(slot, None) for slot in ("ticket_summary", "ticket_email", "ticket_confirmed")]
