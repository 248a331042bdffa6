"""Begin a conversation's sessions: the first one with a notice, later ones with a word about what was left open."""

from __future__ import annotations

from datetime import datetime, timedelta

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

CARRIED_OVER = ("current_order",)
FIRST_NOTICE = "utter_consent_notice"
FORM_LAPSED = "utter_session_form_lapsed"


def has_lapsed(tracker: DialogueStateTracker, *, now: datetime, minutes: int) -> bool:
    """Whether the customer was away for longer than a session lasts."""
    last = tracker.get_last_event_for(UserUttered)
    if last is None or last.timestamp is None:
        return False
    return now.timestamp() - float(last.timestamp) > timedelta(minutes=minutes).total_seconds()


def opening(previous: DialogueStateTracker | None) -> list[Event]:
    """The events a new session begins with; of the one before only the order in question is carried over."""
    carried = {name: previous.get_slot(name) for name in CARRIED_OVER} if previous else {}
    kept = [SlotSet(name, value) for name, value in carried.items() if value is not None]
    return [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), *kept, ActionExecuted(ACTION_LISTEN_NAME)]


def notices(previous: DialogueStateTracker | None) -> list[str]:
    """What the assistant says first in the new session, as names of responses."""
    if previous is None:
        return [FIRST_NOTICE]
    return [FORM_LAPSED] if previous.active_loop_name else []
