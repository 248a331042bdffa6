"""Put the wishes of a message that come later on the agenda, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

AGENDA = "agenda"
_LONGEST = 5


def note_rest(tracker: DialogueStateTracker, rest: Sequence[dict[str, Any]]) -> None:
    """Before the message itself: what fails in its turn must not take them back."""
    if rest:
        waiting = list(tracker.get_slot(AGENDA) or [])
        tracker.update(SlotSet(AGENDA, [*rest, *waiting][:_LONGEST]))
