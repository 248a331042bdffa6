"""A kernel of Python objects: identities, confirmations, effects and handoffs that keep what they were told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, TypeVar

from actions.bootstrap import Desks
from helpline.attempts import Result
from helpline.confirmations import Confirmation, Doubt, NotConfirmed
from helpline.effects import Effect, Outcome, State
from helpline.handoff.document import Request
from helpline.handoff.handoffs import Handoff
from helpline.handoff.reasons import Reason
from helpline.identity.errors import CodeFault, CodeRefused, NotRecognised
from helpline.identity.identities import Identity, Level
from helpline.turn import TurnContext
from tests.fakes import FakeAccountDesk, FakeCatalogue, FakeOrderDesk, FakeTicketDesk
from tests.recording import Recorder

T = TypeVar("T")
VERIFIED = Identity(Level.VERIFIED, customer_id="c_100")
GUEST = Identity(Level.GUEST)


@dataclass
class FakeIdentities(Recorder):
    """One conversation's identity.

    Args:
        proofs: by order number, the postcode or address on it.
        right_code: whether the next code is the right one.
    """

    identity: Identity = GUEST
    proofs: dict[str, str] = field(default_factory=dict)
    right_code: bool = True

    async def current(self, conversation_id: str) -> Identity:
        self.note("current")
        return self.identity

    async def recognise(
        self, turn: TurnContext, order_number: str, *, email: str | None = None, postcode: str | None = None
    ) -> Identity:
        self.note("recognise", order_number=order_number, email=email, postcode=postcode)
        if self.proofs.get(order_number) not in (email, postcode) or not (email or postcode):
            raise NotRecognised
        self.identity = Identity(Level.RECOGNISED, order_number=order_number)
        return self.identity

    async def drop(self, conversation_id: str) -> None:
        self.note("drop")
        self.identity = GUEST

    async def send_code(self, turn: TurnContext, email: str) -> None:
        self.note("send_code", email=email)
        self.identity = Identity(self.identity.level, code_open=True)

    async def redeem_code(self, turn: TurnContext) -> Identity:
        self.note("redeem_code")
        if not self.right_code:
            raise CodeRefused(CodeFault.WRONG)
        self.identity = VERIFIED
        return self.identity


@dataclass
class FakeConfirmations(Recorder):
    """One open question at most; only a yes in the very next turn counts."""

    open: Confirmation | None = None
    asked_turn: int = 0

    async def ask(
        self, turn: TurnContext, *, action: str, arguments: dict[str, Any], preview_id: str | None = None
    ) -> Confirmation:
        self.note("ask", action=action, arguments=arguments)
        self.open = Confirmation(f"confirmation-{len(self.calls)}", action, arguments, preview_id)
        self.asked_turn = turn.turn_id
        return self.open

    async def accept(self, turn: TurnContext, *, action: str, arguments: dict[str, Any]) -> Confirmation:
        self.note("accept", action=action, arguments=arguments)
        if self.open is None or self.open.arguments != arguments:
            raise NotConfirmed(Doubt.NONE_OPEN)
        if turn.turn_id != self.asked_turn + 1:
            raise NotConfirmed(Doubt.SOMETHING_NEW)
        return self.open

    async def decline(self, turn: TurnContext) -> None:
        self.note("decline")
        self.open = None


@dataclass
class FakeEffects(Recorder):
    """A ledger: each turn and action once."""

    done: dict[tuple[int, str], Any] = field(default_factory=dict)
    known: dict[str, Effect] = field(default_factory=dict)

    async def perform(
        self,
        turn: TurnContext,
        *,
        action: str,
        arguments: dict[str, Any],
        backend: str,
        send: Callable[[str], Awaitable[T]],
        encode: Callable[[T], Any],
        decode: Callable[[Any], T],
    ) -> Outcome[T]:
        self.note("perform", action=action, arguments=arguments)
        place, key = (turn.turn_id, action), f"hl-{turn.turn_id}-0123456789abcdef"
        resumed = place in self.done
        if not resumed:
            self.done[place] = encode(await send(key))
        return Outcome(decode(self.done[place]), key, resumed)

    async def recorded(self, turn: TurnContext, action: str) -> Effect | None:
        if (turn.turn_id, action) not in self.done:
            return None
        return effect(action=action, turn=turn.turn_id)

    async def load(self, key: str) -> Effect | None:
        return self.known.get(key)


@dataclass
class FakeAttempts(Recorder):
    """Attempts as they were noted."""

    async def record(
        self,
        turn: TurnContext,
        *,
        action: str,
        result: Result,
        milliseconds: int,
        backend: str | None = None,
        error_code: str | None = None,
    ) -> None:
        self.note("record", action=action, result=result, backend=backend, error_code=error_code)


@dataclass
class FakeHandoffs(Recorder):
    """Handoffs in memory."""

    handoffs: list[Handoff] = field(default_factory=list)

    async def find(self, turn: TurnContext, reason: Reason) -> Handoff | None:
        return next((each for each in self.handoffs if each.turn == turn.turn_id and each.reason == reason), None)

    async def latest(self, conversation_id: str) -> Handoff | None:
        return self.handoffs[-1] if self.handoffs else None

    async def open_for(self, turn: TurnContext, document: dict[str, Any]) -> Handoff:
        self.note("open_for", document=document)
        reason = Reason(document["reason"]["code"])
        facts = (document["id"], turn.conversation_id, turn.turn_id, reason, "general", "normal", "waiting")
        self.handoffs.append(Handoff(*facts, None, None, document))
        return self.handoffs[-1]

    async def note_ticket(self, handoff_id: str, ticket_number: str) -> None:
        self.note("note_ticket", handoff_id=handoff_id, ticket_number=ticket_number)
        last = self.handoffs[-1]
        values = {**vars(last), "state": "ended", "outcome": "ticketed", "ticket_number": ticket_number}
        self.handoffs[-1] = Handoff(**values)


@dataclass
class FakeEmailChanges(Recorder):
    """A code that goes to any address; the right one is the next, unless told otherwise."""

    right_code: bool = True

    async def begin(self, turn: TurnContext, email: str) -> None:
        self.note("begin", email=email)

    async def finish(self, turn: TurnContext) -> None:
        self.note("finish")
        if not self.right_code:
            raise CodeRefused(CodeFault.WRONG)


_NAMES = (
    "orders",
    "tickets",
    "accounts",
    "catalogue",
    "identities",
    "email_changes",
    "confirmations",
    "effects",
    "attempts",
    "handoffs",
)


@dataclass
class Kernel:
    """Every fake by name, and the composition of them that actions use."""

    orders: FakeOrderDesk = field(default_factory=FakeOrderDesk)
    tickets: FakeTicketDesk = field(default_factory=FakeTicketDesk)
    accounts: FakeAccountDesk = field(default_factory=FakeAccountDesk)
    catalogue: FakeCatalogue = field(default_factory=FakeCatalogue)
    identities: FakeIdentities = field(default_factory=FakeIdentities)
    email_changes: FakeEmailChanges = field(default_factory=FakeEmailChanges)
    confirmations: FakeConfirmations = field(default_factory=FakeConfirmations)
    effects: FakeEffects = field(default_factory=FakeEffects)
    attempts: FakeAttempts = field(default_factory=FakeAttempts)
    handoffs: FakeHandoffs = field(default_factory=FakeHandoffs)
    said: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)

    def desks(self) -> Desks:
        fakes = {name: getattr(self, name) for name in _NAMES}
        return Desks(**fakes, write_handoff=self._write, said_last=self._said_last, erase_soon=self._erase)

    async def _write(self, conversation_id: str, request: Request, **_: Any) -> dict[str, Any]:
        self.requests.append(request)
        return {
            "id": f"h_{len(self.requests)}",
            "reason": {"code": request.reason.value},
            "summary": "Asks for a person",
        }

    async def _erase(self, customer_id: str) -> None:
        self.erased.append(customer_id)

    async def _said_last(self, conversation_id: str) -> list[str]:
        return self.said


def effect(**changes: Any) -> Effect:
    """A confirmed cancellation."""
    facts: dict[str, Any] = {
        "key": "hl-7-abc",
        "conversation_id": "webchat-1",
        "turn": 7,
        "action": "cancel_order",
        "arguments": {"order_number": "#W7654321"},
        "backend": "orders",
        "state": State.CONFIRMED,
        "created_at": datetime(2026, 11, 2, tzinfo=timezone.utc),
    }
    return Effect(**{**facts, **changes})
