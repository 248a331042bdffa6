"""Shape each part of the handoff document: pure functions, everything masked and cut to size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from helpline.attempts import Attempt
from helpline.identity.identities import Identity, Level
from helpline.redaction import mask_contacts, redact_secrets

if TYPE_CHECKING:
    from helpline.handoff.document import Request

_LONGEST_TEXT = 2_000
_LONGEST_VALUE = 500
_MOST_SLOTS = 50
_MOST_RUNNERS_UP = 3
_MOST_ENTITIES = 20
_LAST_MESSAGES = 5
_PRIVATE = ("identity_", "requested_slot", "session_started_metadata", "ticket_email")
_MAY_HOLD_CONTACT = re.compile(r"@|\d(?:\D{0,3}\d){6}")


def masked(text: str) -> str:
    """Without secrets and readable contacts; without what JSON or Postgres cannot hold."""
    plain = text.replace("\0", "").encode("utf-8", "replace").decode()
    redacted = redact_secrets(plain)
    return mask_contacts(redacted) if _MAY_HOLD_CONTACT.search(redacted) else redacted


def moment(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return at.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def link(conversation_id: str) -> str:
    """Names the whole conversation wherever it is shown."""
    return f"urn:helpline:conversation:{conversation_id}"


def loose(number: str) -> str:
    """A number as it compares: letters and digits only."""
    return "".join(filter(str.isalnum, number)).upper()


def transcript(conversation_id: str, messages: Sequence[dict[str, Any]], *, count: int) -> dict[str, Any]:
    """The last messages with times and senders, and how many came before them."""
    shown = [
        {
            "seq": message.get("seq"),
            "from": message.get("from"),
            "at": message.get("at"),
            "text": masked(str(message.get("text") or ""))[:_LONGEST_TEXT],
        }
        for message in messages
    ]
    return {"messages": shown, "left_out": max(0, count - len(shown)), "link": link(conversation_id)}


def understanding(parsed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was made of the customer's last messages."""
    return [_understood(one) for one in parsed[-_LAST_MESSAGES:]]


def attempt(tried: Attempt) -> dict[str, Any]:
    """One action that was tried."""
    return {
        "action": tried.action,
        "backend": tried.backend,
        "result": tried.result.value,
        "error_code": tried.error_code,
        "milliseconds": tried.milliseconds,
        "at": moment(tried.at),
    }


def slots(values: dict[str, Any]) -> dict[str, Any]:
    """What was collected; what proves an identity is nobody's business, empty ones say nothing."""
    told = {name: value for name, value in sorted(values.items()) if value is not None and not _is_private(name)}
    return {name: _value(value) for name, value in list(told.items())[:_MOST_SLOTS]}


def opinion(row: dict[str, Any]) -> dict[str, Any]:
    """A thumb or a rating."""
    comment = row.get("comment")
    return {
        "message_seq": row["message_seq"],
        "value": row["value"],
        "comment": masked(comment)[:_LONGEST_VALUE] if comment else None,
        "at": moment(row["at"]),
    }


def order_numbers(values: dict[str, Any], parsed: Sequence[dict[str, Any]]) -> list[str]:
    """The orders talked about, the current one first, each once."""
    said = [entity["value"] for one in reversed(parsed) for entity in one["entities"] if _names_an_order(entity)]
    named = [str(number) for number in (values.get("current_order"), *said) if number]
    found: dict[str, str] = {}
    for number in named:
        found.setdefault(loose(number), number[:64])
    return list(found.values())


def summary(
    request: Request, *, identity: Identity, name: str | None, numbers: Sequence[str], tried: Sequence[dict[str, Any]]
) -> str:
    """One line of facts: who wants what, and where it stopped."""
    who = name or ("A customer" if identity.level is Level.VERIFIED else "A guest")
    about = f" about {numbers[0]}" if numbers else ""
    wish = (request.topic or "to speak to a person").replace("_", " ")
    failed = next((one for one in reversed(tried) if one["result"] != "ok"), None)
    stopped = f"; missing: {', '.join(request.missing)}" if request.missing else ""
    last = f"; last trouble: {failed['action']} {failed['error_code'] or failed['result']}" if failed else ""
    line = f"{who} ({identity.level.value}) wants {wish}{about}; reason: {request.reason.value}{stopped}{last}"
    return masked(line)[:_LONGEST_VALUE]


def _understood(parsed: dict[str, Any]) -> dict[str, Any]:
    intent = parsed.get("intent") or {}
    ranking = [one for one in parsed.get("intent_ranking") or [] if one.get("name") != intent.get("name")]
    return {
        "text": masked(str(parsed.get("text") or ""))[:_LONGEST_TEXT],
        "intent": intent.get("name"),
        "confidence": _share(intent.get("confidence")),
        "runners_up": [
            {"intent": one.get("name"), "confidence": _share(one.get("confidence"))}
            for one in ranking[:_MOST_RUNNERS_UP]
        ],
        "entities": [
            {"entity": one.get("entity"), "value": _value(one.get("value"))}
            for one in (parsed.get("entities") or [])[:_MOST_ENTITIES]
        ],
    }


def _value(value: Any) -> Any:
    """A slot's or an entity's value, of whatever JSON type, cut and masked."""
    if isinstance(value, str):
        return masked(value)[:_LONGEST_VALUE]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return masked(str(value))[:_LONGEST_VALUE]


def _names_an_order(entity: dict[str, Any]) -> bool:
    return entity["entity"] == "order_number" and isinstance(entity["value"], str)


def _is_private(name: str) -> bool:
    return name.startswith(_PRIVATE)


def _share(confidence: Any) -> float | None:
    return round(float(confidence), 4) if isinstance(confidence, (int, float)) else None
