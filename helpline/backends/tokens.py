"""Ask the shop for customer tokens and one-time codes."""

from __future__ import annotations

import hashlib

from helpline.backends.ports import TokenDesk

_desk: TokenDesk | None = None


def token_desk() -> TokenDesk:
    """The desk that helpline.identity asks, made at its first use."""
    if _desk is None:
        raise NotImplementedError
    return _desk


def use(desk: TokenDesk | None) -> None:
    """Ask another desk from now on (tests); None goes back to the shop's."""
    global _desk  # noqa: PLW0603  the composition root of identity
    _desk = desk


def client_of(conversation_id: str) -> str:
    """What the shop may know of the end client: a hash, so that its limits count real people."""
    return hashlib.sha256(f"client:{conversation_id}".encode()).hexdigest()[:32]
