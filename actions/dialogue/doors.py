"""Begin a topic by its action: it answers at once, or has its form ask for what is missing.

So a question that needs nothing more is answered in the middle of another form, which then goes on.
"""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet


def open_form(topic: str, tracker: Tracker, *events: EventType) -> list[EventType]:
    """Have the topic's form ask, which a rule does by this slot; not again if it has just ended without success."""
    return [SlotSet(f"{topic}_missing", not came_from(tracker, topic)), *events]


def with_nothing_missing(topic: str, *events: EventType) -> list[EventType]:
    """The topic is answered, or it cannot be."""
    return [SlotSet(f"{topic}_missing", False), *events]


def came_from(tracker: Tracker, topic: str) -> bool:
    """Whether the topic's form has just run in this turn."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") == f"{topic}_form":
            return True
    return False
