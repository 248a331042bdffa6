"""Ask the shop for customer tokens and one-time codes."""

from __future__ import annotations

from typing import Any, TypeVar

from helpline.backends.calls import Call, EndClient
from helpline.backends.errors import BackendDown, TokenRefused
from helpline.backends.parsing import accounts as parsing
from helpline.backends.pool import Pool
from helpline.backends.pools import pool
from helpline.backends.ports import TokenDesk
from helpline.backends.receipts import Grant
from helpline.settings import settings

T = TypeVar("T")
_desk: TokenDesk | None = None


class HttpTokenDesk:
    """The token desk behind the shop's API."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def grant_by_assertion(self, assertion: str, *, client: EndClient) -> Grant:
        return await self._grant({"assertion": assertion}, client)

    async def grant_by_order(
        self, order_number: str, *, client: EndClient, email: str | None = None, postcode: str | None = None
    ) -> Grant:
        proof = {"email": email} if email else {"postcode": postcode}
        return await self._grant({"order_number": order_number, **proof}, client)

    async def grant_by_code(self, verification_id: str, *, code: str, client: EndClient) -> Grant:
        return await self._grant({"verification_id": verification_id, "code": code}, client)

    async def grant_by_refresh(self, refresh: str, *, client: EndClient) -> Grant:
        return await self._grant({"refresh": refresh}, client)

    async def send_code(self, email: str, *, client: EndClient) -> str:
        call = Call("POST", "/verification-codes", parsing.verification_id, service_token(), body={"email": email})
        return await self._send(call, client)

    async def _grant(self, body: dict[str, Any], client: EndClient) -> Grant:
        return await self._send(Call("POST", "/customer-tokens", parsing.grant, service_token(), body=body), client)

    async def _send(self, call: Call[T], client: EndClient) -> T:
        try:
            return await self._pool.send(call.by(client))
        except TokenRefused as exc:  # our own token, so nobody's proof is at fault
            raise BackendDown(exc.backend, code="service_token_refused") from exc


def token_desk() -> TokenDesk:
    """The desk that helpline.identity asks."""
    return _desk or HttpTokenDesk(pool("accounts"))


def use(desk: TokenDesk | None) -> None:
    """Ask another desk from now on (tests); None goes back to the shop's."""
    global _desk
    _desk = desk


def service_token() -> str:
    """What this service may do without a customer."""
    return settings().shop_service_token.get_secret_value()
