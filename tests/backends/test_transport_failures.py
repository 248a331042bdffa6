"""Every way a backend can fail becomes one of our errors."""

from __future__ import annotations

import socket
import time

import pytest

from helpline.backends.errors import (
    BackendDown,
    BackendTimeout,
    BadReply,
    Conflict,
    LevelTooLow,
    Malformed,
    NotAllowed,
    NotFound,
    TokenRefused,
    TooMany,
    Unconfirmed,
)
from helpline.backends.pool import Pool
from helpline.backends.transport import Transport
from tests.backends.conftest import PATIENCE, in_turn, read, unkeyed, write


@pytest.mark.parametrize(
    ("case", "error", "code"),
    [
        ("401_token_expired", TokenRefused, "token_expired"),
        ("403_level_too_low", LevelTooLow, "level_too_low"),
        ("403_code_wrong", NotAllowed, "code_wrong"),
        ("404_order_not_found", NotFound, "order_not_found"),
        ("404_route_not_found", BadReply, "http_404"),
        ("404_html_of_a_proxy", BadReply, "http_404"),
        ("409_order_not_pending", NotAllowed, "order_not_pending"),
        ("409_preview_stale", Conflict, "preview_stale"),
        ("409_key_reused", Conflict, "key_reused"),
        ("422_malformed", Malformed, "malformed"),
        ("429_retry_after_60", TooMany, "too_many_attempts"),
        ("302_elsewhere", BadReply, "redirect"),
        ("500_internal_error", BackendDown, "http_500"),
        ("503_database_away", BackendDown, "http_503"),
        ("200_html", BadReply, "bad_reply"),
        ("200_not_json", BadReply, "bad_reply"),
        ("200_nan", BadReply, "bad_reply"),
        ("200_deeply_nested", BadReply, "bad_reply"),
        ("200_too_large", BadReply, "too_large"),
        ("200_compressed", BadReply, "compressed"),
        ("200_truncated", BackendDown, "connection_lost"),
        ("200_reset", BackendDown, "connection_lost"),
        ("200_negative_total", BadReply, "bad_reply"),
        ("200_unknown_status", BadReply, "bad_reply"),
        ("200_status_as_number", BadReply, "bad_reply"),
        ("200_refund_above_payment", BadReply, "bad_reply"),
        ("200_two_currencies", BadReply, "bad_reply"),
        ("200_number_of_300_characters", BadReply, "bad_reply"),
        ("200_501_items", BadReply, "bad_reply"),
    ],
)
async def test_each_recorded_reply_becomes_its_error(shop, pool_for, case, error, code):
    """A status or a body that is no good reply is told apart by type and code."""
    shop.play(case)
    with pytest.raises(error) as raised:
        await pool_for().send(read())
    assert type(raised.value) is error
    assert raised.value.code == code


async def test_errors_carry_what_is_allowed_instead(shop, pool_for):
    """A refusal says what would be allowed."""
    shop.play("409_order_not_pending")
    with pytest.raises(NotAllowed) as raised:
        await pool_for().send(read())
    assert raised.value.allowed == ("pending",)


async def test_a_redirect_is_not_followed(shop, pool_for):
    """The token goes to the configured address only."""
    shop.play("302_elsewhere", "200_order")
    with pytest.raises(BadReply):
        await pool_for().send(read())
    assert len(shop.requests) == 1


async def test_proxies_of_the_environment_are_not_used(shop, pool_for, monkeypatch):
    """A proxy variable sends no token elsewhere."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    shop.play("200_order")
    assert (await pool_for().send(read())).number == "#W7654321"


async def test_a_hanging_backend_is_left_in_time(shop, pool_for):
    """A read that gets no answer ends with the turn's budget, not with the backend."""
    in_turn(0.8)
    shop.play("200_hang")
    began = time.monotonic()
    with pytest.raises(BackendTimeout):
        await pool_for().send(read())
    assert time.monotonic() - began < 1.5


async def test_a_body_that_comes_byte_by_byte_is_left_in_time(shop, pool_for):
    """Each byte is in time, the whole is not: no socket timeout sees that."""
    shop.play("200_drip")
    began = time.monotonic()
    with pytest.raises(BackendTimeout) as raised:
        await pool_for().send(unkeyed())
    assert raised.value.code == "body_timeout"
    assert time.monotonic() - began < 2


async def test_a_port_where_nobody_listens_is_down(pool_for):
    """No connection is told as such, and nothing was sent."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        pool = Pool(Transport("orders", address, patience=PATIENCE), places=4)
        with pytest.raises(BackendDown) as raised:
            await pool.send(write())
    assert raised.value.code == "no_connection"


@pytest.mark.parametrize("case", ["200_hang", "200_reset", "200_truncated", "200_html", "500_internal_error"])
async def test_a_write_without_a_clear_answer_is_unconfirmed(shop, pool_for, case):
    """Once a write was sent, whatever is no answer leaves its outcome open."""
    in_turn(1.2)
    shop.play(case)
    with pytest.raises(Unconfirmed) as raised:
        await pool_for().send(write("key-7"))
    assert raised.value.key == "key-7"
    assert {request.headers["idempotency-key"] for request in shop.requests} == {"key-7"}


async def test_a_write_the_backend_could_not_take_is_not_unconfirmed(shop, pool_for):
    """503 says nothing was done, so the customer hears that and no more."""
    shop.play("503_database_away")
    with pytest.raises(BackendDown):
        await pool_for().send(write())


async def test_a_write_whose_effect_came_before_the_timeout_is_found_done(shop, pool_for):
    """The answer was lost, the same key gets it again: one effect, told as done."""
    shop.play("200_hang", "409_in_progress", "200_cancelled")
    assert (await pool_for().send(write())).status.value == "cancelled"
    assert [request.headers["idempotency-key"] for request in shop.requests] == ["key-1"] * 3


async def test_a_write_still_in_progress_is_unconfirmed(shop, pool_for):
    """Somebody works on the key: neither done nor refused."""
    shop.play("409_in_progress")
    with pytest.raises(Unconfirmed):
        await pool_for().send(write())


async def test_a_refusal_after_a_lost_answer_is_a_refusal(shop, pool_for):
    """The stored answer of the key decides."""
    shop.play("200_reset", "409_order_not_pending")
    with pytest.raises(NotAllowed):
        await pool_for().send(write())


async def test_a_token_exchange_that_times_out_is_not_repeated(shop, pool_for):
    """A request without a key goes out once."""
    shop.play("200_hang")
    with pytest.raises(BackendTimeout):
        await pool_for().send(unkeyed())
    assert len(shop.requests) == 1


async def test_tokens_do_not_show_in_what_can_be_logged(shop, pool_for):
    """Neither the call nor the error holds the token."""
    shop.play("200_reset")
    with pytest.raises(BackendDown) as raised:
        await pool_for().send(read())
    chain, shown = raised.value, [repr(read())]
    while chain is not None:
        shown.append(repr(chain))
        chain = chain.__cause__ or chain.__context__
    assert "token-of-ann" not in " ".join(shown)
