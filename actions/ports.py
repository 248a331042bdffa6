"""Name what dialogue asks of the kernel, by role: the kernel's own modules satisfy these, and so do fakes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from helpline.attempts import Result
from helpline.backends.ports import AccountDesk, OrderDesk
from helpline.confirmations import Confirmation
from helpline.effects import Effect, Outcome
from helpline.handoff.document import Request
from helpline.handoff.handoffs import Handoff
from helpline.handoff.reasons import Reason
from helpline.identity.identities import Identity
from helpline.turn import TurnContext

T = TypeVar("T")


class IdentityDesk(Protocol):
    """Who is asking, and how they prove it (helpline.identity.identities)."""

    async def current(self, conversation_id: str) -> Identity: ...

    async def recognise(
        self, turn: TurnContext, order_number: str, *, email: str | None = None, postcode: str | None = None
    ) -> Identity: ...

    async def send_code(self, turn: TurnContext, email: str) -> None: ...

    async def redeem_code(self, turn: TurnContext) -> Identity: ...

    async def drop(self, conversation_id: str) -> None: ...


class EmailChangeDesk(Protocol):
    """Another e-mail address for the account, proved by a code (helpline.identity.email_change)."""

    async def begin(self, turn: TurnContext, email: str) -> None: ...

    async def finish(self, turn: TurnContext) -> None: ...


class EraseSoon(Protocol):
    """Have everything kept here about a customer erased in a moment (helpline.erasure)."""

    async def __call__(self, customer_id: str) -> None: ...


class ConfirmationDesk(Protocol):
    """What was asked, and whether this is the yes to it (helpline.confirmations)."""

    async def ask(
        self, turn: TurnContext, *, action: str, arguments: dict[str, Any], preview_id: str | None = None
    ) -> Confirmation: ...

    async def accept(self, turn: TurnContext, *, action: str, arguments: dict[str, Any]) -> Confirmation: ...

    async def decline(self, turn: TurnContext) -> None: ...


class EffectLedger(Protocol):
    """Changes, each done once (helpline.effects)."""

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
    ) -> Outcome[T]: ...

    async def recorded(self, turn: TurnContext, action: str) -> Effect | None: ...

    async def load(self, key: str) -> Effect | None: ...


class AttemptLog(Protocol):
    """What was tried (helpline.attempts)."""

    async def record(
        self,
        turn: TurnContext,
        *,
        action: str,
        result: Result,
        milliseconds: int,
        backend: str | None = None,
        error_code: str | None = None,
    ) -> None: ...


class HandoffLog(Protocol):
    """Conversations passed to a person (helpline.handoff.handoffs)."""

    async def find(self, turn: TurnContext, reason: Reason) -> Handoff | None: ...

    async def latest(self, conversation_id: str) -> Handoff | None: ...

    async def open_for(self, turn: TurnContext, document: dict[str, Any]) -> Handoff: ...

    async def note_ticket(self, handoff_id: str, ticket_number: str) -> None: ...


class WriteHandoff(Protocol):
    """Write the document a person gets (helpline.handoff.document.build)."""

    async def __call__(
        self, conversation_id: str, request: Request, *, orders: OrderDesk, accounts: AccountDesk
    ) -> dict[str, Any]: ...


class SaidLast(Protocol):
    """The texts of the assistant's last turn (helpline.conversations.transcript)."""

    async def __call__(self, conversation_id: str) -> list[str]: ...
