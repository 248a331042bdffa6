"""Keep the tracker short: a snapshot of the slots, then the last turns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered

from helpline.identity.cipher import seal, unseal

KEEP_TURNS = 8  # at least the policies' max_history
CUT_AT_TURNS = 16  # cutting every turn would cost more than it saves
CUT_IN_LOOP_AT_TURNS = 60  # nobody may grow a tracker without end by staying in one form


def plan_cut(events: Sequence[Event], *, loop_started: int | None) -> int:
    """Decide whether the window has grown enough to be cut; returns how many of its oldest events to drop.

    Args:
        events: the window so far, snapshot events excluded.
        loop_started: place of the event that opened the loop that is still active; None without one. The cut never
            falls inside it, because the policies count its steps, until it is absurdly long.
    """
    turns = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) < CUT_AT_TURNS:
        return 0
    place = _last_listen_before(events, turns[-KEEP_TURNS])
    if loop_started is not None and place > loop_started and len(turns) < CUT_IN_LOOP_AT_TURNS:
        place = _last_listen_before(events, _turn_before(turns, loop_started))
    return place


def take_snapshot(slots: dict[str, Any], loop: str | None) -> str:
    """What the window's events before the cut had set, as sealed JSON: slots may be private."""
    state = {"slots": {name: value for name, value in slots.items() if value is not None}, "loop": loop}
    return seal(json.dumps(state)).hex()


def snapshot_events(snapshot: str | None) -> list[Event]:
    """The events that bring a fresh tracker to where the snapshot was taken."""
    if not snapshot:
        return []
    stored = json.loads(unseal(bytes.fromhex(snapshot)))
    events: list[Event] = [SlotSet(name, value) for name, value in stored["slots"].items()]
    return [*events, ActiveLoop(stored["loop"])] if stored["loop"] else events


def loop_start(events: Sequence[Event]) -> int | None:
    """The place of the event that opened the loop which is active at the end; None without one."""
    for place in range(len(events) - 1, -1, -1):
        if isinstance(events[place], ActiveLoop):
            return place if events[place].name else None
    return None


def _last_listen_before(events: Sequence[Event], place: int) -> int:
    for index in range(place, -1, -1):
        event = events[index]
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return index
    return 0


def _turn_before(turns: Sequence[int], place: int) -> int:
    return max((turn for turn in turns if turn <= place), default=0)
