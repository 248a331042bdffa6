"""Turn the tracker's events into rows and back; what is stored holds no readable contact or private slot."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses

from helpline.conversations.events import Row
from helpline.identity.cipher import seal, unseal
from helpline.redaction import mask_contacts

# What a customer gave in confidence; `shown` and `agenda` may repeat it.
PRIVATE_SLOTS = frozenset(
    {
        "identity_email",
        "identity_postcode",
        "ticket_email",
        "new_address",
        "new_email",
        "new_name",
        "shown",
        "agenda",
        "wish",
        "previous",
        "left_open",
    }
)
_SEALED = "sealed"


class UnreadableEvent(ValueError):
    """A stored event that no class of this version can read."""


def encode(events: Sequence[Event], *, after: int, session: int, turn: int | None) -> list[Row]:
    """Number events from `after` + 1 on and make rows of them."""
    return [
        Row(after + place, session, turn, event.timestamp or 0.0, event.type_name, json.dumps(_stored(event)))
        for place, event in enumerate(events, start=1)
    ]


def decode(row: Row) -> Event:
    """Make the event of a row again.

    Raises:
        UnreadableEvent: the row is no JSON, or of a type or shape this version does not know.
    """
    try:
        data = json.loads(row.data)
        if data.get("event") == "slot" and isinstance(data["value"], dict) and _SEALED in data["value"]:
            data["value"] = json.loads(unseal(bytes.fromhex(data["value"][_SEALED])))
        event = _classes()[row.type]._from_parameters(data)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise UnreadableEvent(row.type) from exc
    if event is None:
        raise UnreadableEvent(row.type)
    return event


def masked_user_data(data: dict[str, Any]) -> dict[str, Any]:
    """The user event's data with every e-mail address and phone number masked, in the text and in what was read."""
    masked: dict[str, Any] = _mask(copy.deepcopy(data))
    return masked


@lru_cache(maxsize=1)
def _classes() -> dict[str, type[Event]]:
    # Event.resolve_by_type walks every subclass for every event; that walk was a fifth of a stock turn.
    return {cls.type_name: cls for cls in all_subclasses(Event)}


def _stored(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = event.as_dict()
    if event.type_name == "user":
        return masked_user_data(data)
    if event.type_name == "slot" and data["name"] in PRIVATE_SLOTS and data["value"] is not None:
        return {**data, "value": {_SEALED: seal(json.dumps(data["value"])).hex()}}
    if event.type_name == "bot":
        return {**data, "text": mask_contacts(data["text"]) if data.get("text") else data.get("text")}
    return data


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return mask_contacts(value)
    if isinstance(value, dict):
        return {key: _mask(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mask(item) for item in value]
    return value
