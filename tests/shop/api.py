"""Call the running shop as a service, a customer or a member of the staff."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from helpline.settings import settings
from shop import assertions
from shop.export import export

_keys = itertools.count(1)


@dataclass
class Api:
    """One caller of the API; `as_…` gives another."""

    url: str
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def as_(self, token: str, **headers: str) -> Api:
        return Api(self.url, token, headers)

    def as_service(self, **headers: str) -> Api:
        return self.as_(settings().shop_service_token.get_secret_value(), **headers)

    def as_customer(self, customer: str) -> Api:
        """Verified by an assertion of the shop's site."""
        return self.as_(self.tokens(assertion=assertions.mint(customer)).json()["token"])

    def as_recognised(self, number: str, postcode: str) -> Api:
        return self.as_(self.tokens(order_number=number, postcode=postcode).json()["token"])

    def as_staff(self, agent: str = "dana") -> Api:
        return self.as_(staff_token(agent))

    def tokens(self, client: str = "client-1", **proof: str) -> httpx.Response:
        return self.as_service(**{"X-End-Client": client}).post("/customer-tokens", json=proof)

    def get(self, path: str, **params: Any) -> httpx.Response:
        return self.call("GET", path, params=params)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.call("POST", path, **options)

    def write(self, path: str, body: Any, *, key: str | None = None, **params: Any) -> httpx.Response:
        """A POST with an idempotency key, a fresh one unless named."""
        name = key or f"key-{next(_keys)}-{time.time_ns()}"
        return self.post(path, json=body, params=params, headers={"Idempotency-Key": name})

    def cancel(self, number: str, *, key: str | None = None, **more: str) -> httpx.Response:
        body = {"reason": "no longer needed", **more}
        return self.write(f"/orders/{number.replace('#', '%23')}/cancellation", body, key=key)

    def preview(self, number: str, reason: str = "no longer needed") -> httpx.Response:
        path = f"/orders/{number.replace('#', '%23')}/cancellation"
        return self.post(path, params={"preview": "true"}, json={"reason": reason})

    def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        known = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent = {**known, **self.headers, **(headers or {})}
        return httpx.request(method, f"{self.url}/v1{path}", headers=sent, **{"timeout": 20, **options})


def staff_token(agent: str, *, seconds: int = 600, key: str | None = None) -> str:
    """What the desk signs for one of its agents."""
    secret = key or settings().shop_staff_token.get_secret_value()
    return jwt.encode({"aud": "shop-staff", "sub": agent, "exp": time.time() + seconds}, secret, "HS256")


def is_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Assert one problem document in full; returns it."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document


def exported_order(number: str) -> dict[str, Any]:
    """An order as the database has it, read past the API."""
    found: dict[str, Any] = next(order for order in export()["orders"] if order["number"] == number)
    return found


def gift_balance(customer: str = "c_100") -> str:
    """A customer's gift-card balance as the database has it."""
    methods = next(one for one in export()["customers"] if one["id"] == customer)["payment_methods"]
    return str(next(method["balance"] for method in methods if method["kind"] == "gift_card"))
