"""Ask a backend in the name of the running turn's customer, or in our own for a guest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote

from helpline.backends.calls import Call, EndClient
from helpline.backends.errors import NotFound, TokenRefused
from helpline.backends.pool import Pool
from helpline.backends.tokens import service_token
from helpline.identity import identities
from helpline.identity.clients import client_of
from helpline.identity.identities import Identity
from helpline.turn import turn

T = TypeVar("T")
_LONGEST_NUMBER = 100


@dataclass(frozen=True)
class Asker:
    """In whose name a call is made; `client` where it is our own."""

    token: str = field(repr=False)
    client: EndClient | None
    identity: Identity


async def as_customer(
    pool: Pool, make: Callable[[Asker], Call[T]], *, conversation_id: str | None = None
) -> tuple[T, Asker]:
    """Send a call with the customer's token; a token refused before its time is renewed once.

    Raises:
        IdentityExpired: there is no valid proof (any more).
        BackendError: see helpline.backends.errors.
    """
    conversation = conversation_id or turn().conversation_id
    asker = await _asker(conversation)
    try:
        return await pool.send(make(asker)), asker
    except TokenRefused:
        await identities.renew(conversation, refused=asker.token)
    asker = await _asker(conversation)
    return await pool.send(make(asker)), asker


async def as_guest() -> Asker:
    """Ourselves, asking for whoever the turn's customer is."""
    conversation = turn().conversation_id
    return Asker(service_token(), await client_of(conversation), await identities.current(conversation))


def path_of(backend: str, folder: str, number: str) -> str:
    """The path of one thing by its number, whatever was typed as one.

    Raises:
        NotFound: no number can look like this.
    """
    typed = number.strip()
    if not typed or len(typed) > _LONGEST_NUMBER or not typed.isprintable() or not any(map(str.isalnum, typed)):
        raise NotFound(backend)
    return f"/{folder}/{quote(typed, safe='')}"


async def _asker(conversation_id: str) -> Asker:
    proof = await identities.proof(conversation_id)
    return Asker(proof.token, None, proof.identity)
