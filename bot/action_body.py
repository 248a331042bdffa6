"""Cut what is sent to the action server down to what an action may need."""

from __future__ import annotations

from typing import Any

_RUNNERS_UP = 4
_MESSAGE_KEYS = ("text", "intent", "entities", "message_id", "metadata", "meanings", "unreadable", "button")


def trim(body: dict[str, Any]) -> dict[str, Any]:
    """The same call with slots, the last user message and what followed it.

    Older events are not sent: a stock body grows to 240 KiB in 200 turns. Facts about them are in the database.
    """
    tracker = body["tracker"]
    trimmed = {**tracker, "latest_message": _message(tracker.get("latest_message") or {})}
    trimmed["events"] = [_event(event) for event in _since_last_message(tracker.get("events") or [])]
    result = {**body, "tracker": trimmed}
    if "domain" in body:
        result["domain"] = _domain(body["domain"], str(body.get("next_action", "")))
    return result


def slots_since_last_message(body: dict[str, Any]) -> list[str]:
    """The slots that were set since the customer last wrote."""
    events = _since_last_message(body["tracker"].get("events") or [])
    names = [event["name"] for event in events if event.get("event") == "slot" and event["name"] != "requested_slot"]
    return list(dict.fromkeys(names))


def _since_last_message(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for place in range(len(events) - 1, -1, -1):
        if events[place].get("event") == "user":
            return events[place:]
    return events[-5:]


def _event(event: dict[str, Any]) -> dict[str, Any]:
    if event.get("event") != "user":
        return {key: value for key, value in event.items() if key != "metadata" or event.get("event") == "bot"}
    return {**event, "parse_data": _message(event.get("parse_data") or {})}


def _message(message: dict[str, Any]) -> dict[str, Any]:
    kept = {key: message[key] for key in _MESSAGE_KEYS if key in message}
    return {**kept, "intent_ranking": (message.get("intent_ranking") or [])[:_RUNNERS_UP]}


def _domain(domain: dict[str, Any], action: str) -> dict[str, Any]:
    form = action.removeprefix("validate_")
    forms = {name: value for name, value in (domain.get("forms") or {}).items() if name == form}
    required = {slot for value in forms.values() for slot in value.get("required_slots", [])}
    slots = {name: value for name, value in (domain.get("slots") or {}).items() if name in required}
    return {"forms": forms, "slots": slots}
