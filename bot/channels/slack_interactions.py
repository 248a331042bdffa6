"""Read what somebody did in Slack: pressed a button of ours, wants a form, or sent one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.slack_blocks import FORMS, OPEN_FORM, PRESS

_LARGEST_SEQ = 2**63


@dataclass(frozen=True)
class Person:
    """Who did it, and in which channel; a form has none."""

    team: str
    user: str
    channel: str = field(default="", compare=False)


@dataclass(frozen=True)
class Pressed:
    """A button under a message of ours: the message's number and the button's place.

    Args:
        stamp: the time of the action, its name: a retry carries the same.
        response_url: where the message can be shown anew.
    """

    person: Person
    conversation_id: str
    seq: int
    place: int
    stamp: str
    response_url: str


@dataclass(frozen=True)
class FormWanted:
    """A button that opens a form; the trigger is good for three seconds."""

    person: Person
    conversation_id: str
    asks: str
    trigger: str


@dataclass(frozen=True)
class FormSent:
    """A form with its values."""

    person: Person
    conversation_id: str
    asks: str
    view: str
    values: Mapping[str, str]


def done_in(payload: Mapping[str, Any]) -> Pressed | FormWanted | FormSent | None:
    """What a payload means; None for anything that is not of our making."""
    try:
        channel = (payload.get("channel") or {}).get("id") or ""
        person = Person(str(payload["team"]["id"]), str(payload["user"]["id"]), str(channel))
        if payload["type"] == "view_submission":
            return _form(payload["view"], person)
        if payload["type"] == "block_actions":
            return _action(payload, person)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return None
    return None


def _action(payload: Mapping[str, Any], person: Person) -> Pressed | FormWanted | None:
    action = payload["actions"][0]
    conversation_id = str(action["block_id"]).rsplit(":", 2)[0]
    kind = str(action["action_id"]).partition(":")[0]
    if kind == OPEN_FORM and action["value"] in FORMS:
        return FormWanted(person, conversation_id, str(action["value"]), str(payload["trigger_id"]))
    if kind != PRESS:
        return None
    seq, _, place = str(action["value"]).partition(":")
    stamp, url = str(action["action_ts"]), str(payload.get("response_url") or "")
    if not 0 < int(seq) < _LARGEST_SEQ:
        return None
    return Pressed(person, conversation_id, int(seq), int(place), stamp, url)


def _form(view: Mapping[str, Any], person: Person) -> FormSent | None:
    asks = str(view["callback_id"])
    if asks not in FORMS:
        return None
    states = view["state"]["values"]
    names = [name for name, _, _ in FORMS[asks].fields]
    values = {name: str((states.get(name) or {}).get(name, {}).get("value") or "").strip() for name in names}
    return FormSent(person, str(view["private_metadata"]), asks, str(view["id"]), values)
