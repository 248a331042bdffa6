"""Note which of the offered meanings a customer chose: what the model should have understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from helpline.conversations.turns import Claim
from helpline.logs import Log

log = Log("bot.meanings")


def note_choice(tracker: DialogueStateTracker, claimed: Claim, parse_data: Mapping[str, Any]) -> None:
    """Log the button pressed after an offer; None of these is chosen as none.

    The words stay in the conversation's events, where the turn before holds them with what was offered.
    """
    before = tracker.latest_message.parse_data if tracker.latest_message else None
    offered = (before or {}).get("meanings") or []
    if offered and claimed.payload:
        chosen = parse_data["intent"]["name"]
        log.info(
            "meaning_chosen",
            conversation=claimed.conversation_id,
            turn=claimed.id,
            offered=offered,
            chosen=chosen if chosen in offered else None,
        )
