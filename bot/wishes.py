"""Find several wishes in one message: the first is dealt with now, the others wait on the agenda."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

Parsed = dict[str, Any]
Read = Callable[[str], Awaitable[Parsed]]

_MOST_WISHES = 4
_FEWEST_WORDS = 5  # of a message that may hold two
_SURE = 0.5
_CLAUSES = re.compile(
    r"(?<=[.!?;])\s+|,?\s+(?:and(?: then| also| please)?|also|then|plus|but(?: also)?|oh and)\s+|,\s+(?=just\b)"
)
TASKS = frozenset(
    {
        "track_order", "list_orders", "cancel_order", "change_order", "change_shipping_address",
        "change_payment_method", "return_item", "exchange_item", "get_refund", "check_refund_status",
        "report_order_problem", "get_invoice", "payment_issue", "check_balance", "edit_account", "delete_account",
        "reset_password", "newsletter", "export_data", "ticket_status", "create_ticket", "contact_human",
    }
)  # fmt: skip
# Said together they are one wish in two sentences; the first named is the one that does it all.
_ONE_WISH = (
    {"return_item", "get_refund"}, {"cancel_order", "get_refund"}, {"get_refund", "check_refund_status"},
    {"change_order", "exchange_item"}, {"change_order", "change_payment_method"},
    {"exchange_item", "change_payment_method"}, {"return_item", "change_payment_method"},
    {"exchange_item", "return_item"}, {"edit_account", "change_shipping_address"},
    {"track_order", "list_orders"}, {"report_order_problem", "get_refund"},
    {"report_order_problem", "exchange_item"}, {"report_order_problem", "return_item"},
    {"payment_issue", "get_refund"}, {"report_order_problem", "track_order"},
)  # fmt: skip
_NEGATED = re.compile(
    r"\b(?:do not|don'?t|dont|not|never|no need to|instead of|rather than)\s+(?:really\s+)?"
    r"(?:(?:want|need|wish|mean|meant|going|trying)\s+(?:to\s+)?)?"
    r"(?:cancel|return|send (?:it|them|this) back|exchange|refund|delete|change|close)\w*\b",
    re.IGNORECASE,
)
# The answer to one of these is told freely, or must not be cut: it holds everything that was said.
TOLD_FREELY = frozenset(
    {"ticket_summary", "new_address", "new_name", "identity_email", "identity_code", "email_proved", "ticket_email"}
)


async def read(text: str, understand: Read) -> Parsed:
    """Parse data of a message: of its first wish, with the others under `rest`, each with text and parse data."""
    whole = await understand(text)
    clauses = [part.strip(" ,") for part in _CLAUSES.split(text) if part and part.strip(" ,")]
    if len(text.split()) < _FEWEST_WORDS or len(clauses) < 2:
        return _with_numbers(whole)
    parsed = [(clause, await understand(clause)) for clause in clauses]
    if any(_NEGATED.search(clause) for clause in clauses):
        parsed = [(clause, each) for clause, each in parsed if not _NEGATED.search(clause)] or parsed
        whole = parsed[0][1] if len(parsed) == 1 and _task(parsed[0][1]) else whole
    wishes = _wishes(parsed)
    if len(wishes) < 2:
        return _with_numbers(_led(whole, wishes[0])) if wishes else whole
    texts = [" ".join(clause for clause, _ in wish) for wish in wishes[:_MOST_WISHES]]
    first, *others = [_led(await understand(said), wish) for said, wish in zip(texts, wishes, strict=False)]
    return {**_with_numbers(first), "rest": [{"text": each["text"], "parse_data": each} for each in others]}


Wish = list[tuple[str, Parsed]]


def _wishes(parsed: Sequence[tuple[str, Parsed]]) -> list[Wish]:
    """Clauses put together: what is no wish of its own belongs to the one before it, at the beginning to the next."""
    wishes: list[Wish] = []
    waiting: Wish = []
    for clause in parsed:
        task = _task(clause[1])
        if task and not (wishes and _same(wishes[-1], task, clause)):
            wishes.append([*waiting, clause])
            waiting = []
        elif wishes:
            wishes[-1].append(clause)
        else:
            waiting.append(clause)
    return wishes


def _same(wish: Wish, task: str, clause: tuple[str, Parsed]) -> bool:
    """Whether a clause only says more about a wish."""
    before = next(found for _, each in wish if (found := _task(each)))
    if before == "create_ticket":
        return True  # all of it is the story
    if before != task:
        return {before, task} in _ONE_WISH
    earlier = {number for _, each in wish for number in _numbers(each)}
    another = bool(earlier) and not set(_numbers(clause[1])) <= earlier
    return not another and not re.search(r"\bother\b|\bsecond order\b", clause[0], re.IGNORECASE)


def _led(parsed: Parsed, wish: Wish) -> Parsed:
    """The clauses read together, under the intent of the one that wishes."""
    leading = next(each for _, each in wish if _task(each))
    return {**parsed, "intent": leading["intent"]}


def _with_numbers(parsed: Parsed) -> Parsed:
    """ "Cancel A-1 and A-2": the same wish for each further order."""
    numbers = list(dict.fromkeys(_numbers(parsed)))
    task = _task(parsed)
    if task is None or len(numbers) < 2 or re.search(r"\bnot\b|\binstead\b", parsed["text"], re.IGNORECASE):
        return parsed
    kept = [each for each in parsed["entities"] if each["entity"] != "order_number" or each["value"] == numbers[0]]
    others = [_repeated(parsed, number) for number in numbers[1:_MOST_WISHES]]
    return {**parsed, "entities": kept, "rest": [*parsed.get("rest", []), *others]}


def _repeated(parsed: Parsed, number: str) -> dict[str, Any]:
    entities = [each for each in parsed["entities"] if each["entity"] != "order_number"]
    own = next(each for each in parsed["entities"] if each["entity"] == "order_number" and each["value"] == number)
    text = re.sub(r"#?[\w-]*\d[\w-]*", number, parsed["text"], count=1)
    return {"text": text, "parse_data": {**parsed, "text": text, "entities": [*entities, own]}}


def _task(parsed: Mapping[str, Any]) -> str | None:
    intent = parsed["intent"]
    return str(intent["name"]) if intent["name"] in TASKS and intent.get("confidence", 0) >= _SURE else None


def _numbers(parsed: Mapping[str, Any]) -> list[str]:
    return [str(each["value"]) for each in parsed["entities"] if each["entity"] == "order_number"]
