"""Proofs become tokens: assertion, order with an address, refresh; tokens end."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from sqlalchemy import text

from helpline.settings import settings
from shop import assertions
from shop.database import transaction
from shop.problems import Problem
from shop.settings import shop_settings
from tests.shop.api import Api, is_problem, staff_token

_GOOD = {"iss": "shop-site", "aud": "helpline", "sub": "c_100"}


def test_an_assertion_makes_a_verified_customer(api: Api) -> None:
    """With a refresh, for half an hour."""
    answer = api.tokens(assertion=assertions.mint("c_100"))
    assert answer.status_code == 200
    grant = answer.json()
    assert (grant["level"], grant["customer_id"]) == ("verified", "c_100")
    assert set(grant) == {"token", "level", "expires_at", "customer_id", "refresh"}
    assert api.as_(grant["token"]).get("/customers/me").status_code == 200


def test_an_assertion_counts_once(api: Api) -> None:
    """Even when it comes twenty times at the same moment."""
    assertion = assertions.mint("c_100")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: api.tokens(assertion=assertion), range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [403] * 19
    is_problem(api.tokens(assertion=assertion), 403, "assertion_used")


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iat": -301, "exp": 60}, "assertion_expired"),
        ({"iat": -100, "exp": -40}, "assertion_expired"),
        ({"iat": 120, "exp": 200}, "assertion_refused"),
        ({"iss": "elsewhere"}, "assertion_refused"),
        ({"aud": "elsewhere"}, "assertion_refused"),
        ({"jti": ""}, "assertion_refused"),
        ({"jti": None}, "assertion_refused"),
        ({"sub": 7}, "assertion_refused"),
    ],
)
def test_an_assertion_must_be_fresh_and_for_us(api: Api, claims: dict[str, Any], code: str) -> None:
    """Each claim is looked at."""
    is_problem(api.tokens(assertion=_signed(claims)), 403, code)


def test_another_key_signs_nothing(api: Api) -> None:
    """Neither another pair under the right name, nor no signature, nor the public key as a secret."""
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    header = jwt.get_unverified_header(assertions.mint("c_100"))
    claims = jwt.decode(assertions.mint("c_100"), options={"verify_signature": False})
    forged = jwt.encode(claims, other, "RS256", headers={"kid": header["kid"]})
    unsigned = jwt.encode(claims, None, "none", headers={"kid": header["kid"]})
    symmetric = jwt.encode(claims, "x" * 40, "HS256", headers={"kid": header["kid"]})
    for assertion in (forged, unsigned, symmetric, "nonsense", "a.b.c"):
        is_problem(api.tokens(assertion=assertion), 403, "assertion_refused")


def test_a_configured_site_signs_with_its_own_key(api: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """ES256 as well as RS256; the development key counts no more."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = jwt.algorithms.ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [{**public, "kid": "site"}]}), "utf-8")
    now = int(time.time())
    claims = {**_GOOD, "iat": now, "exp": now + 60, "jti": "es256"}
    monkeypatch.setenv("HELPLINE_SHOP_SITE_JWKS", str(tmp_path / "jwks.json"))
    with _fresh_settings(), transaction() as connection:
        assertion = jwt.encode(claims, private, "ES256", headers={"kid": "site"})
        assert assertions.customer_of(connection, assertion) == "c_100"
        with pytest.raises(Problem, match="assertion_refused"):
            assertions.customer_of(connection, assertions.mint("c_100"))


def test_in_production_a_development_key_proves_nobody(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a site that is configured counts."""
    assertion = assertions.mint("c_100")
    monkeypatch.setenv("HELPLINE_ENVIRONMENT", "production")
    with _fresh_settings(), transaction() as connection, pytest.raises(Problem, match="assertion_refused"):
        assertions.customer_of(connection, assertion)


def test_an_assertion_of_nobody_makes_no_token(api: Api) -> None:
    """The site knows a customer that the shop does not."""
    is_problem(api.tokens(assertion=assertions.mint("c_999")), 404, "customer_not_found")


@pytest.mark.parametrize("proof", [{"postcode": "80279"}, {"email": "ANN@example.com "}, {"postcode": "802 79"}])
def test_an_order_with_its_address_makes_a_recognised_guest(api: Api, proof: dict[str, str]) -> None:
    """Without a refresh and without the customer's id."""
    grant = api.tokens(order_number="# w7654321", **proof).json()
    assert set(grant) == {"token", "level", "expires_at", "order_number"}
    assert (grant["level"], grant["order_number"]) == ("recognised", "#W7654321")


@pytest.mark.parametrize(
    "proof",
    [
        {"order_number": "W7654321", "postcode": "80270"},
        {"order_number": "W7654321", "email": "ben@example.com"},
        {"order_number": "W0000000", "postcode": "80279"},
    ],
)
def test_a_wrong_pair_is_like_an_unknown_order(api: Api, proof: dict[str, str]) -> None:
    """One answer for all of them."""
    is_problem(api.tokens(**proof), 404, "order_not_matched")


def test_guessing_is_limited_per_order(api: Api) -> None:
    """From wherever the guesses come, also when they come at once."""
    with ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(lambda n: api.tokens(client=f"c{n}", order_number="W7654321", postcode=f"1{n}"), range(12))
        )
    assert sorted(answer.status_code for answer in answers) == [404] * 5 + [429] * 7
    answer = api.tokens(client="owner", order_number="#w7654321", postcode="80279")
    is_problem(answer, 429, "too_many_attempts")
    assert 0 < int(answer.headers["Retry-After"]) <= 3600


def test_guessing_is_limited_per_end_client(api: Api) -> None:
    """Whatever orders are tried; somebody else is not kept out."""
    for index in range(5):
        is_problem(api.tokens(client="guesser", order_number=f"W{index}", postcode="1"), 404, "order_not_matched")
    is_problem(api.tokens(client="guesser", order_number="W7654321", postcode="80279"), 429, "too_many_attempts")
    assert api.tokens(client="other", order_number="W7654321", postcode="80279").status_code == 200


def test_guessing_is_limited_per_conversation(api: Api) -> None:
    """Whoever the end client seems to be."""
    for index in range(6):
        who = api.as_service(**{"X-End-Client": f"c{index}", "X-Helpline-Conversation": "one"})
        answer = who.post("/customer-tokens", json={"order_number": f"W{index}", "postcode": "1"})
    is_problem(answer, 429, "too_many_attempts")


def test_right_attempts_do_not_count(api: Api) -> None:
    """A customer may come back as often as they like."""
    codes = {api.tokens(order_number="W7654321", postcode="80279").status_code for _ in range(8)}
    assert codes == {200}


def test_a_refresh_rotates(api: Api) -> None:
    """The new pair works; the old refresh, sent again later, ends the whole grant."""
    first = api.tokens(assertion=assertions.mint("c_100")).json()
    second = api.tokens(refresh=first["refresh"]).json()
    assert second["level"] == "verified"
    assert second["refresh"] != first["refresh"]
    assert api.as_(second["token"]).get("/customers/me").status_code == 200
    _let_pass("UPDATE shop.refreshes SET used_at = used_at - interval '1 minute'")
    is_problem(api.tokens(refresh=first["refresh"]), 403, "refresh_refused")
    is_problem(api.tokens(refresh=second["refresh"]), 403, "refresh_refused")
    is_problem(api.as_(second["token"]).get("/customers/me"), 401, "unauthenticated")


def test_a_refresh_whose_answer_was_lost_may_be_sent_again(api: Api) -> None:
    """At once, that is: a client that timed out must not lose its customer."""
    first = api.tokens(assertion=assertions.mint("c_100")).json()
    again = [api.tokens(refresh=first["refresh"]) for _ in range(2)]
    assert [answer.status_code for answer in again] == [200, 200]


def test_a_refresh_ends_after_half_an_hour_of_silence(api: Api) -> None:
    """Silence is the time without a call by the customer's tokens."""
    grant = api.tokens(assertion=assertions.mint("c_100")).json()
    _let_pass("UPDATE shop.grants SET last_seen_at = now() - interval '29 minutes'")
    api.as_(grant["token"]).get("/customers/me")
    _let_pass("UPDATE shop.grants SET last_seen_at = last_seen_at - interval '29 minutes'")
    renewed = api.tokens(refresh=grant["refresh"])
    assert renewed.status_code == 200
    _let_pass("UPDATE shop.grants SET last_seen_at = last_seen_at - interval '31 minutes'")
    is_problem(api.tokens(refresh=renewed.json()["refresh"]), 403, "refresh_refused")


def test_an_unknown_refresh_is_refused(api: Api) -> None:
    """It says no more than that."""
    is_problem(api.tokens(refresh="nonsense"), 403, "refresh_refused")


def test_a_token_expires(api: Api) -> None:
    """After its half hour the answer has a code of its own."""
    token = api.tokens(assertion=assertions.mint("c_100")).json()["token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    key = settings().shop_token_key.get_secret_value()
    expired = jwt.encode({**claims, "exp": int(time.time()) - 1}, key, "HS256")
    assert 1700 < claims["exp"] - time.time() <= 1800
    is_problem(api.as_(expired).get("/customers/me"), 401, "token_expired")


def test_a_token_is_signed(api: Api) -> None:
    """By the shop's key for customers, and no other."""
    token = api.tokens(assertion=assertions.mint("c_101")).json()["token"]
    claims = {**jwt.decode(token, options={"verify_signature": False}), "sub": "c_100"}
    service_key = settings().shop_service_token.get_secret_value()
    forged = [jwt.encode(claims, service_key, "HS256"), jwt.encode(claims, None, "none"), token[:-3] + "abc"]
    for one in (*forged, staff_token("mallory", key="k" * 43), staff_token("dana", seconds=-1), "nonsense", "x.y"):
        answer = api.as_(one).get("/customers/me")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Token x"])
def test_nobody_is_refused(api: Api, header: str) -> None:
    """On every path but health."""
    for path in ("/customers/me", "/orders", "/products", "/effects/x"):
        is_problem(api.call("GET", path, headers={"Authorization": header}), 401, "unauthenticated")


@pytest.mark.parametrize(
    "proof",
    [{}, {"assertion": "a", "refresh": "b"}, {"order_number": "1"}, {"code": "123456"}, {"email": "a@example.com"},
     {"order_number": "1", "email": "a@example.com", "postcode": "1"}, {"password": "x"}],
)  # fmt: skip
def test_a_proof_has_one_of_five_forms(api: Api, proof: dict[str, str]) -> None:
    """Anything else is malformed."""
    is_problem(api.tokens(**proof), 422, "malformed")


def test_only_a_service_asks_for_tokens(ann: Api, staff: Api) -> None:
    """A customer cannot grant themselves more, nor can the staff."""
    for caller in (ann, staff):
        is_problem(caller.post("/customer-tokens", json={"refresh": "x"}), 403, "caller_not_allowed")
        is_problem(caller.post("/verification-codes", json={"email": "a@example.com"}), 403, "caller_not_allowed")


def _signed(changes: dict[str, Any]) -> str:
    now = int(time.time())
    claims = {**_GOOD, "iat": now, "exp": now + 60, "jti": f"j{time.time_ns()}"}
    claims |= {name: now + value if name in ("iat", "exp") else value for name, value in changes.items()}
    kept = {name: value for name, value in claims.items() if value is not None}
    header = jwt.get_unverified_header(assertions.mint("c_100"))
    private = (settings().state_dir / "site" / "private.pem").read_bytes()
    # As bytes: PyJWT would refuse to sign a `sub` that is no text.
    return jwt.api_jws.encode(json.dumps(kept).encode(), private, "RS256", headers={"kid": header["kid"]})


@contextmanager
def _fresh_settings() -> Iterator[None]:
    """Read the environment anew inside the block, and once more after it."""
    for cached in (settings, shop_settings):
        cached.cache_clear()
    try:
        yield
    finally:
        for cached in (settings, shop_settings):
            cached.cache_clear()


def _let_pass(statement: str) -> None:
    with transaction() as connection:
        connection.execute(text(statement))
