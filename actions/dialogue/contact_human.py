"""Bring in a person at once: a ticket that holds the whole conversation, and nothing promised beyond it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.dialogue.doors import open_form, with_nothing_missing
from actions.dialogue.leaving import leave
from actions.dialogue.questions.tickets import ContactEmail
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from actions.dialogue.support_form import REQUESTED, SupportForm
from helpline.backends.errors import Unconfirmed
from helpline.backends.values import TicketDraft, TicketPriority
from helpline.handoff.document import Request
from helpline.handoff.handoffs import Handoff
from helpline.handoff.reasons import Reason
from helpline.identity.identities import Level
from helpline.turn import TurnContext

TOPIC = "contact_human"
FORM = "contact_human_form"
TOLD = ("current_order", "cancel_reason", "ticket_summary", "ticket_number")
_LONGEST_SUBJECT = 150


class ValidateContactHumanForm(SupportForm):
    form = FORM
    questions = (ContactEmail("utter_contact_human_ask_email"),)


class ActionContactHuman(SupportAction):
    backend = "tickets"
    when_away = "utter_contact_human_down"

    def name(self) -> str:
        return "action_contact_human"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        turn = turn_in_chat()
        begun = await self._begun_before(turn)
        if begun and begun.ticket_number:
            say("utter_contact_human_again", ticket_number=begun.ticket_number)
            return with_nothing_missing(TOPIC)
        identity = await self.desks.identities.current(turn.conversation_id)
        if identity.level is not Level.VERIFIED and _contact(tracker) is None:
            return open_form(TOPIC, tracker, *_remember_form(tracker))
        try:
            number = await self._hand_over(turn, tracker)
        except Unconfirmed:
            say("utter_contact_human_unconfirmed")
        else:
            say("utter_contact_human_done", ticket_number=number)
        return with_nothing_missing(TOPIC, *leave(), SlotSet("contact_human_topic", None))

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        return with_nothing_missing(TOPIC)

    async def _begun_before(self, turn: TurnContext) -> Handoff | None:
        """An earlier handoff; not this turn's own, which a redo has to finish."""
        last = await self.desks.handoffs.latest(turn.conversation_id)
        return last if last and last.turn != turn.turn_id else None

    async def _hand_over(self, turn: TurnContext, tracker: Tracker) -> str:
        handoff = await self._handoff(turn, tracker)
        draft = _draft(handoff, contact=_contact(tracker))

        async def send(key: str) -> str:
            return (await self.desks.tickets.open(draft, key=key)).number

        outcome = await self.desks.effects.perform(
            turn,
            action=TOPIC,
            arguments={"handoff": handoff.id},
            backend="tickets",
            send=send,
            encode=str,
            decode=str,
        )
        await self.desks.handoffs.note_ticket(handoff.id, outcome.value)
        return outcome.value

    async def _handoff(self, turn: TurnContext, tracker: Tracker) -> Handoff:
        request = _request(tracker)
        begun = await self.desks.handoffs.find(turn, request.reason)
        if begun:
            return begun
        written = await self.desks.write_handoff(
            turn.conversation_id, request, orders=self.desks.orders, accounts=self.desks.accounts
        )
        return await self.desks.handoffs.open_for(turn, written)


def _request(tracker: Tracker) -> Request:
    intent = str((tracker.latest_message.get("intent") or {}).get("name"))
    form = tracker.active_loop_name if tracker.active_loop_name not in (None, FORM) else None
    topic = (form or tracker.get_slot("contact_human_topic") or "").removesuffix("_form") or None
    return Request(
        # A yes follows the offer that is made when something was not understood.
        reason=Reason.NOT_UNDERSTOOD if intent == "affirm" else Reason.ASKED,
        evidence=f"intent {intent}",
        topic=topic,
        form=form or (f"{topic}_form" if topic else None),
        slots={slot: tracker.get_slot(slot) for slot in TOLD if tracker.get_slot(slot) is not None},
        missing=(str(tracker.get_slot(REQUESTED)),) if form and tracker.get_slot(REQUESTED) else (),
        contact=_contact(tracker),
        latest=dict(tracker.latest_message),
    )


def _draft(handoff: Handoff, *, contact: str | None) -> TicketDraft:
    summary = str(handoff.document["summary"])
    return TicketDraft(
        subject=summary[:_LONGEST_SUBJECT],
        body=summary,
        category="handoff",
        priority=TicketPriority(handoff.priority),
        queue=handoff.queue,
        contact=contact,
        context=handoff.document,
    )


def _contact(tracker: Tracker) -> str | None:
    given: str | None = tracker.get_slot("ticket_email")
    return given


def _remember_form(tracker: Tracker) -> list[EventType]:
    """The form that is set aside while the address is asked for: the person should know what it was about."""
    return [SlotSet("contact_human_topic", tracker.active_loop_name)] if tracker.active_loop_name else []
