"""A session ends after an hour of silence; what was left open is told, and one thing is remembered."""

from __future__ import annotations

import time
from datetime import datetime, timezone

from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot import sessions


def _tracker(minutes_ago: float, loop: str | None = None) -> DialogueStateTracker:
    slots = [TextSlot(name, mappings=[]) for name in ("current_order", "cancel_reason")]
    events = [
        UserUttered("cancel A-1001", timestamp=time.time() - minutes_ago * 60),
        SlotSet("current_order", "A-1001"),
        SlotSet("cancel_reason", "no longer needed"),
        ActiveLoop(loop),
    ]
    return DialogueStateTracker.from_events("webchat-1", events, slots)


def test_a_session_lapses_after_its_minutes() -> None:
    """An hour of silence ends a session, half an hour does not."""
    now = datetime.now(timezone.utc)
    assert sessions.has_lapsed(_tracker(61), now=now, minutes=60)
    assert not sessions.has_lapsed(_tracker(30), now=now, minutes=60)


def test_only_the_order_is_carried_over() -> None:
    """A new session knows which order was talked about, and nothing else."""
    carried = [event for event in sessions.opening(_tracker(61)) if isinstance(event, SlotSet)]
    assert [(event.key, event.value) for event in carried] == [("current_order", "A-1001")]


def test_an_open_form_is_told() -> None:
    """A form left open is not dropped in silence."""
    assert sessions.notices(_tracker(61, "cancel_order_form")) == ["utter_session_form_lapsed"]
    assert sessions.notices(_tracker(61)) == []
    assert sessions.notices(None) == ["utter_consent_notice"]
