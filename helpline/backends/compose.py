"""Put the backends together, once for a process; nothing else knows which adapter stands behind a port."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from helpline.backends.accounts import HttpAccountDesk
from helpline.backends.catalogue import HttpCatalogue
from helpline.backends.orders import HttpOrderDesk
from helpline.backends.pools import pool
from helpline.backends.ports import AccountDesk, Catalogue, EffectDesk, OrderDesk, TicketDesk
from helpline.backends.tickets import HttpTicketDesk
from helpline.backends.writes import HttpEffectDesk


@dataclass(frozen=True)
class Backends:
    """Every port. `effects` maps the backend's name in the ledger to who knows what became of its writes."""

    orders: OrderDesk
    accounts: AccountDesk
    tickets: TicketDesk
    catalogue: Catalogue
    effects: dict[str, EffectDesk]


@lru_cache(maxsize=1)
def backends() -> Backends:
    """The shop's own API behind every port."""
    return Backends(
        orders=HttpOrderDesk(pool("orders")),
        accounts=HttpAccountDesk(pool("accounts")),
        tickets=HttpTicketDesk(pool("tickets")),
        catalogue=HttpCatalogue(pool("catalogue")),
        effects={name: HttpEffectDesk(pool(name)) for name in ("orders", "accounts", "tickets")},
    )
