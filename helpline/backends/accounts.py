"""Read and change a customer's account at the shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from helpline.backends.asking import Asker, as_customer, as_guest
from helpline.backends.calls import Call
from helpline.backends.changes import AccountChanges, AccountPreview, DeletionPreview
from helpline.backends.errors import NotFound
from helpline.backends.parsing import accounts, changes
from helpline.backends.pool import Pool
from helpline.backends.reading import Unfit
from helpline.backends.values import Customer
from helpline.logs import Log

log = Log("helpline.backends.accounts")
T = TypeVar("T")
_ME = "/customers/me"


class HttpAccountDesk:
    """The account desk behind the shop's API."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def me(self) -> Customer:
        return self._own(*await self._ask("GET", _ME, accounts.customer))

    async def preview_changes(self, wanted: AccountChanges) -> AccountPreview:
        preview, _ = await self._ask("PATCH", _ME, changes.account_preview, body=_body(wanted), **_PREVIEW)
        return preview

    async def change(self, wanted: AccountChanges, *, preview_id: str, key: str) -> Customer:
        def parse(data: Any) -> Customer:
            customer = accounts.customer(data)
            if not _as_wanted(customer, wanted):
                raise Unfit("customer: not changed")
            return customer

        body = {**_body(wanted), "preview_id": preview_id}
        return self._own(*await self._ask("PATCH", _ME, parse, body=body, key=key))

    async def preview_deletion(self) -> DeletionPreview:
        preview, _ = await self._ask("DELETE", _ME, changes.deletion_preview, body={}, **_PREVIEW)
        return preview

    async def delete(self, *, preview_id: str, key: str) -> None:
        body = {"preview_id": preview_id}
        await self._ask("DELETE", _ME, changes.started("erasing"), body=body, key=key)

    async def request_export(self, *, key: str) -> None:
        await self._ask("POST", f"{_ME}/export", changes.started("mailed"), body={}, key=key)

    async def begin_email_change(self, email: str, *, key: str) -> str:
        begun, _ = await self._ask(
            "POST", f"{_ME}/email-change", accounts.verification_id, body={"email": email}, key=key
        )
        return begun

    async def finish_email_change(self, verification_id: str, *, code: str, key: str) -> Customer:
        body = {"verification_id": verification_id, "code": code}
        return self._own(*await self._ask("POST", f"{_ME}/email-change", accounts.customer, body=body, key=key))

    async def reset_password(self, email: str) -> None:
        ourselves = await as_guest()
        parse = changes.started("mailed")
        body = {"email": email}
        await self._pool.send(
            Call("POST", "/password-resets", parse, ourselves.token, body=body, client=ourselves.client)
        )

    async def _ask(self, method: str, path: str, parse: Callable[[Any], T], **options: Any) -> tuple[T, Asker]:
        return await as_customer(
            self._pool, lambda asker: Call(method, path, parse, asker.token, client=asker.client, **options)
        )

    def _own(self, customer: Customer, asker: Asker) -> Customer:
        if customer.id != asker.identity.customer_id:
            log.error("foreign_account_refused", backend=self._pool.name)
            raise NotFound(self._pool.name)
        return customer


_PREVIEW: dict[str, Any] = {"query": {"preview": "true"}, "safe": True}


def _body(wanted: AccountChanges) -> dict[str, Any]:
    return {name: value for name, value in asdict(wanted).items() if value is not None}


def _as_wanted(customer: Customer, wanted: AccountChanges) -> bool:
    """Names and newsletter to the letter; an address may be written another way, but its street stays."""
    named = {name: getattr(wanted, name) for name in ("first_name", "last_name", "newsletter")}
    if any(value is not None and getattr(customer, name) != value for name, value in named.items()):
        return False
    return wanted.address is None or (customer.address is not None and customer.address.line1 == wanted.address.line1)
