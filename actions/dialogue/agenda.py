"""Keep the wishes that wait while another is dealt with, and begin the next one when nothing is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, EventType, FollowupAction, SlotSet, UserUttered

from actions.dialogue.collected import LEFT_OPEN, answers_of, resumed_with
from actions.dialogue.support_action import Say, SupportAction

AGENDA = "agenda"
_LONGEST = 5
# Their question is answered at once when it is asked again: nothing of them needs to wait.
_LIGHT = frozenset({"track_order_form", "list_orders_form", "ticket_status_form", "check_balance_form",
                    "product_question_form", "contact_human_form"})  # fmt: skip

Wish = dict[str, Any]
"""What waits: `{"form", "answers"}` set aside, or `{"text", "parse_data"}` of a message's other wish."""


def form_waiting(form: str, slots: Mapping[str, Any]) -> Wish | None:
    """A form with what it has collected; None where there is nothing to come back to."""
    return None if form in _LIGHT else {"form": form, "answers": answers_of(slots)}


def before_all(slots: Mapping[str, Any], wish: Wish) -> list[Wish]:
    """The agenda with this wish as the next one."""
    waiting = [each for each in slots.get(AGENDA) or [] if each.get("form") != wish.get("form") or "text" in each]
    return [wish, *waiting][:_LONGEST]


class ActionNextWish(SupportAction):
    """Begin what waits: a form with its answers, or the rest of a message as if it were said now.

    The policy asks for it whenever nothing is open and something waits.
    """

    def name(self) -> str:
        return "action_next_wish"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        waiting = list(tracker.get_slot(AGENDA) or [])
        if not waiting:
            return []
        wish, rest = waiting[0], SlotSet(AGENDA, waiting[1:] or None)
        if "form" in wish:
            say("utter_agenda_back", topic=wish["form"].removesuffix("_form").replace("_", " "))
            return [rest, resumed_with(wish["form"], wish["answers"]), FollowupAction(wish["form"])]
        return [rest, SlotSet(LEFT_OPEN, None), ActionExecuted("action_listen"), _said(wish)]

    def after_failure(self, tracker: Tracker, error: Exception) -> list[EventType]:
        return [SlotSet(AGENDA, None)]


def _said(wish: Wish) -> EventType:
    return UserUttered(str(wish["text"]), parse_data=wish["parse_data"])
