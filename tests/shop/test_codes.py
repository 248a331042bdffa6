"""A one-time code proves an address, and does not tell which addresses have accounts."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import event, text

from shop import codes, mailbox
from shop.database import transaction
from tests.shop.api import Api, is_problem


def _send(api: Api, email: str = "ann@example.com") -> str:
    answer = api.as_service().post("/verification-codes", json={"email": email})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["verification_id"])


def _mailed(email: str = "ann@example.com") -> list[str]:
    with transaction() as connection:
        return [re.findall(r"\b\d{6}\b", mail.body)[0] for mail in mailbox.read(connection, email)]


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_makes_a_verified_customer(api: Api) -> None:
    """It comes by mail, to an address in any case."""
    grant = api.tokens(verification_id=_send(api, " ANN@example.com"), code=_mailed()[0]).json()
    assert (grant["level"], grant["customer_id"]) == ("verified", "c_100")
    assert grant["refresh"]


def test_an_unknown_address_gets_the_same_answer_and_no_mail(api: Api) -> None:
    """And every code for it is wrong, just as often."""
    verification_id = _send(api, "nobody@example.com")
    with transaction() as connection:
        assert mailbox.read(connection) == []
    known, code = _send(api), _mailed()[0]
    for index in range(5):
        answers = [api.tokens(verification_id=verification_id, code=f"12345{index}")]
        answers.append(api.tokens(verification_id=known, code=_wrong(code)))
        assert is_problem(answers[0], 403, "code_wrong") == is_problem(answers[1], 403, "code_wrong")
    for one in (verification_id, known):
        is_problem(api.tokens(verification_id=one, code=code), 403, "code_expired")


def test_known_and_unknown_addresses_take_the_same_work(api: Api) -> None:
    """The same statements, one by one: time cannot tell them apart."""
    known, unknown = _statements("ann@example.com"), _statements("nobody@example.com")
    assert known == unknown
    assert len(known) >= 3


def test_a_code_counts_once(api: Api) -> None:
    """Also when it comes ten times at the same moment."""
    verification_id, code = _send(api), _mailed()[0]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: api.tokens(verification_id=verification_id, code=code), range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] + [403] * 9
    is_problem(api.tokens(verification_id=verification_id, code=code), 403, "code_expired")


def test_a_code_has_five_attempts(api: Api) -> None:
    """Each wrong answer says how many are left; then not even the right one counts."""
    verification_id, code = _send(api), _mailed()[0]
    left = [api.tokens(verification_id=verification_id, code=_wrong(code)).json()["attempts_left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    is_problem(api.tokens(verification_id=verification_id, code=code), 403, "code_expired")


def test_guesses_at_once_are_counted_one_by_one(api: Api) -> None:
    """Twenty parallel guesses are five guesses."""
    verification_id, code = _send(api), _mailed()[0]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: api.tokens(verification_id=verification_id, code=_wrong(code)), range(20)))
    assert sum(answer.json()["code"] == "code_wrong" for answer in answers) == 5


def test_a_code_expires(api: Api) -> None:
    """After ten minutes."""
    verification_id, code = _send(api), _mailed()[0]
    with transaction() as connection:
        connection.execute(text("UPDATE shop.verification_codes SET expires_at = expires_at - interval '10 minutes'"))
    is_problem(api.tokens(verification_id=verification_id, code=code), 403, "code_expired")


def test_an_id_never_made_is_like_one_expired(api: Api) -> None:
    """Nothing to learn from it."""
    is_problem(api.tokens(verification_id="nonsense", code="123456"), 403, "code_expired")


def test_an_address_gets_three_mails_an_hour(api: Api) -> None:
    """Whether or not it has an account."""
    for email in ("ann@example.com", "nobody@example.com"):
        for _ in range(3):
            _send(api, email)
        answer = api.as_service().post("/verification-codes", json={"email": email.upper()})
        is_problem(answer, 429, "too_many_attempts")
        assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert len(_mailed()) == 3


def test_an_address_has_ten_failures_a_day(api: Api) -> None:
    """Over all its codes; then it gets neither attempts nor mails."""
    ids = [_send(api) for _ in range(3)]
    mailed = _mailed()
    for verification_id, code in list(zip(ids, mailed, strict=True))[:2]:
        for _ in range(5):
            is_problem(api.tokens(verification_id=verification_id, code=_wrong(code)), 403, "code_wrong")
    answer = api.tokens(verification_id=ids[2], code=mailed[2])
    is_problem(answer, 429, "too_many_attempts")
    assert 3600 < int(answer.headers["Retry-After"]) <= 24 * 3600
    is_problem(
        api.as_service().post("/verification-codes", json={"email": "ann@example.com"}), 429, "too_many_attempts"
    )


def test_an_address_two_accounts_share_proves_neither(api: Api) -> None:
    """A code must not choose between them."""
    with transaction() as connection:
        connection.execute(text("UPDATE shop.customers SET email = 'ann@example.com'"))
    _send(api)
    assert _mailed() == []


def test_what_is_no_address_is_refused(api: Api) -> None:
    """Before anything is counted."""
    for email in ("", "nonsense", "a@b", "x" * 400 + "@example.com"):
        is_problem(api.as_service().post("/verification-codes", json={"email": email}), 422, "malformed")


def test_codes_are_not_stored_readably(api: Api) -> None:
    """Neither the code nor the address."""
    _send(api)
    with transaction() as connection:
        row = connection.execute(text("SELECT * FROM shop.verification_codes")).one()
    shown = " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for value in row)
    assert _mailed()[0] not in shown
    assert "ann@" not in shown


def _statements(email: str) -> list[str]:
    """What the database is asked to do for an address."""
    seen: list[str] = []
    with transaction() as connection:
        event.listen(connection, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        codes.send(connection, email)
    return seen
