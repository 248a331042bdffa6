"""Put the action server's ports together, once and at the first use; tests put theirs in instead."""

from __future__ import annotations

from dataclasses import dataclass

from actions.ports import (
    AttemptLog,
    ConfirmationDesk,
    EffectLedger,
    EmailChangeDesk,
    EraseSoon,
    HandoffLog,
    IdentityDesk,
    SaidLast,
    WriteHandoff,
)
from helpline import attempts, confirmations, effects, erasure
from helpline.backends.compose import backends
from helpline.backends.ports import AccountDesk, Catalogue, OrderDesk, TicketDesk
from helpline.conversations.transcript import said_last
from helpline.handoff import document, handoffs
from helpline.identity import email_change, identities


@dataclass(frozen=True)
class Desks:
    """Everything an action may ask."""

    orders: OrderDesk
    tickets: TicketDesk
    accounts: AccountDesk
    catalogue: Catalogue
    identities: IdentityDesk
    email_changes: EmailChangeDesk
    confirmations: ConfirmationDesk
    effects: EffectLedger
    attempts: AttemptLog
    handoffs: HandoffLog
    write_handoff: WriteHandoff
    said_last: SaidLast
    erase_soon: EraseSoon


_composed: list[Desks] = []


def desks() -> Desks:
    """The ports of this process."""
    if not _composed:
        _composed.append(_real())
    return _composed[0]


def use(composed: Desks) -> None:
    """Take these ports from now on."""
    _composed[:] = [composed]


def _real() -> Desks:
    shop = backends()
    return Desks(
        orders=shop.orders,
        tickets=shop.tickets,
        accounts=shop.accounts,
        catalogue=shop.catalogue,
        identities=identities,
        email_changes=email_change,
        confirmations=confirmations,
        effects=effects,
        attempts=attempts,
        handoffs=handoffs,
        write_handoff=document.build,
        said_last=said_last,
        erase_soon=erasure.erase_soon,
    )
