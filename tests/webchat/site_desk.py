"""Stand in for the shop where somebody proves who they are: an assertion names the customer, or the failure."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from helpline.backends.calls import EndClient
from helpline.backends.errors import BackendDown, LevelTooLow, TooMany
from helpline.backends.receipts import Grant


class SiteDesk:
    """`customer.<id>` is a genuine assertion; `shop.down`, `shop.busy` and anything else are not."""

    async def grant_by_assertion(self, assertion: str, *, client: EndClient) -> Grant:
        kind, _, name = assertion.partition(".")
        if assertion == "shop.down":
            raise BackendDown("accounts")
        if assertion == "shop.busy":
            raise TooMany("accounts", retry_after=7)
        if kind != "customer":
            raise LevelTooLow("accounts", code="assertion_refused")
        return Grant(f"token-{name}", "verified", datetime.now(timezone.utc) + timedelta(hours=1), customer_id=name)

    async def grant_by_order(
        self, order_number: str, *, client: EndClient, email: str | None = None, postcode: str | None = None
    ) -> Grant:
        raise NotImplementedError

    async def grant_by_code(self, verification_id: str, *, code: str, client: EndClient) -> Grant:
        raise NotImplementedError

    async def grant_by_refresh(self, refresh: str, *, client: EndClient) -> Grant:
        raise NotImplementedError

    async def send_code(self, email: str, *, client: EndClient) -> str:
        raise NotImplementedError
