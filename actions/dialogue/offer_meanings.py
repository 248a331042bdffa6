"""Say honestly that a message was not understood, and offer what it may have meant."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.dialogue.product_question import follow_up
from actions.dialogue.support_action import Say, SupportAction
from actions.dialogue.titles import title
from helpline.logs import Log

log = Log("actions.meanings")
_NONE_OF_THESE = "nlu_fallback"  # as if it was not understood again: a person is offered


class ActionOfferMeanings(SupportAction):
    """After the first failure in a row; the rules offer a person after the second."""

    def name(self) -> str:
        return "action_offer_meanings"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        if await follow_up(self, tracker, say):
            return []
        unreadable = tracker.latest_message.get("unreadable")
        offered = _offered(tracker)
        if unreadable in ("empty", "emoji", "language", "gibberish"):
            say(f"utter_fallback_{unreadable}")
        elif offered:
            log.info("meanings_offered", meanings=[button["payload"] for button in offered])
            say("utter_fallback_meanings", buttons=[*offered, _button(_NONE_OF_THESE)])
        else:
            say("utter_fallback_rephrase")
        return []


def _offered(tracker: Tracker) -> list[dict[str, str]]:
    meanings = tracker.latest_message.get("meanings") or []
    return [_button(intent) for intent in meanings if title(intent)]


def _button(intent: str) -> dict[str, str]:
    return {"title": title(intent) or intent, "payload": f"/{intent}"}
