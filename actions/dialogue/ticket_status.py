"""Tell a customer what has become of a ticket."""

from __future__ import annotations

import json

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.business import message as reading
from actions.business.choosing import MOST_SHOWN, ticket_line
from actions.business.message import Message
from actions.dialogue.asked_about import asked
from actions.dialogue.doors import came_from, open_form, with_nothing_missing
from actions.dialogue.questions.tickets import ContactEmail, TicketNumber
from actions.dialogue.support_action import Say, SupportAction, turn_in_chat
from actions.dialogue.support_form import SupportForm
from helpline.backends.errors import NotFound
from helpline.backends.values import Ticket
from helpline.identity.identities import Level

TOPIC = "ticket_status"


class ValidateTicketStatusForm(SupportForm):
    form = "ticket_status_form"
    questions = (TicketNumber(), ContactEmail("utter_ticket_status_ask_email"))


class ActionTicketStatus(SupportAction):
    backend = "tickets"

    def name(self) -> str:
        return "action_ticket_status"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        identity = await self.desks.identities.current(turn_in_chat().conversation_id)
        verified = identity.level is Level.VERIFIED
        number, email = _named(tracker), tracker.get_slot("ticket_email")
        if not verified and not (number and email):
            return open_form(TOPIC, tracker)
        try:
            if number:
                _tell(say, await self.desks.tickets.find(number, email=None if verified else email))
            else:
                _offer(say, list(await self.desks.tickets.list()))
        except NotFound:
            say("utter_ticket_status_unknown")
        forgotten = [SlotSet("ticket_number", None), SlotSet("ticket_email", None)]
        return with_nothing_missing(TOPIC, asked(TOPIC), *forgotten)

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        return with_nothing_missing(TOPIC)


def _named(tracker: Tracker) -> str | None:
    in_message = None if came_from(tracker, TOPIC) else reading.ticket_number(Message.of(tracker.latest_message))
    return in_message or tracker.get_slot("ticket_number")


def _tell(say: Say, ticket: Ticket) -> None:
    say(f"utter_ticket_status_{ticket.status.value}", ticket_number=ticket.number, subject=ticket.subject)


def _offer(say: Say, tickets: list[Ticket]) -> None:
    if not tickets:
        say("utter_ticket_status_none")
    elif len(tickets) == 1:
        _tell(say, tickets[0])
    else:
        say("utter_ticket_status_choose", buttons=[_button(ticket) for ticket in tickets[:MOST_SHOWN]])


def _button(ticket: Ticket) -> dict[str, str]:
    return {"title": ticket_line(ticket), "payload": "/ticket_status" + json.dumps({"ticket_number": ticket.number})}
