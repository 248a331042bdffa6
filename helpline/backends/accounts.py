"""Read a customer's account at the shop."""

from __future__ import annotations

from helpline.backends.asking import as_customer
from helpline.backends.calls import Call
from helpline.backends.errors import NotFound
from helpline.backends.parsing import accounts as parsing
from helpline.backends.pool import Pool
from helpline.backends.values import Customer
from helpline.logs import Log

log = Log("helpline.backends.accounts")


class HttpAccountDesk:
    """The account desk behind the shop's API."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def me(self) -> Customer:
        customer, asker = await as_customer(
            self._pool,
            lambda asker: Call("GET", "/customers/me", parsing.customer, asker.token, client=asker.client),
        )
        if customer.id != asker.identity.customer_id:
            log.error("foreign_account_refused", backend=self._pool.name)
            raise NotFound(self._pool.name)
        return customer
