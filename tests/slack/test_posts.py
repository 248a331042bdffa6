"""What people write in Slack arrives once, in their own conversation."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from helpline.db import async_engine
from helpline.tables import inbox, outbox, slack_threads
from tests.slack.fake_slack import BOT_USER, TEAM, FakeSlack, send_event, send_raw, signed

DIRECT = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": "hello", "ts": "1700.0001"}
MENTION = {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{BOT_USER}> where is it", "ts": "1700.1"}


async def stored() -> list[tuple[str, str]]:
    """Kind and text of every message taken in, in order."""
    async with async_engine().connect() as connection:
        rows = await connection.execute(select([inbox.c.kind, inbox.c.text]).order_by(inbox.c.id))
        return [(row.kind, row.text) for row in rows.all()]


async def conversations() -> list[str]:
    async with async_engine().connect() as connection:
        rows = await connection.execute(select([slack_threads.c.conversation_id]))
        return [row.conversation_id for row in rows.all()]


def test_the_address_is_proved(http: httpx.Client) -> None:
    """Slack's challenge is answered, signed as it is."""
    body = b'{"type": "url_verification", "challenge": "3eZbrw1a"}'
    answer = send_raw(http, body, signed(body))
    assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZbrw1a"})


@pytest.mark.parametrize(("secret", "seconds"), [(None, 0), ("other", 0), ("", -600), ("", 600)])
async def test_only_slack_is_let_in(http: httpx.Client, secret: str | None, seconds: int) -> None:
    """Without a signature, with a wrong one, an old one or one of the future, nothing is read."""
    body = b'{"type": "url_verification", "challenge": "x"}'
    named = {"secret": secret} if secret else {}
    headers = {} if secret is None else signed(body, at=time.time() + seconds, **named)
    answer = send_raw(http, body, headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "signature_refused")


async def test_a_time_that_is_no_number_is_refused(http: httpx.Client) -> None:
    """A header of nonsense is a wrong signature, not a fault of ours."""
    headers = {**signed(b"{}"), "X-Slack-Request-Timestamp": "yesterday"}
    assert send_raw(http, b"{}", headers).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"type": 7}', b'{"type": "event_callback"}'])
async def test_nonsense_is_answered(http: httpx.Client, body: bytes) -> None:
    """Signed nonsense changes nothing and breaks nothing."""
    answer = send_raw(http, body, signed(body))
    assert answer.status_code in (200, 400, 401)  # bytes that are no text cannot have been signed by Slack
    assert await stored() == []


async def test_a_direct_message_is_stored_before_it_is_acknowledged(http: httpx.Client) -> None:
    """The acknowledgement means that the message is there."""
    assert send_event(http, DIRECT).status_code == 200
    assert await stored() == [("text", "hello")]


async def test_a_retry_is_dropped(http: httpx.Client) -> None:
    """Slack sends an event again when the acknowledgement was late."""
    for _ in range(3):
        assert send_event(http, DIRECT, **{"X-Slack-Retry-Num": "1"}).status_code == 200
    assert await stored() == [("text", "hello")]


async def test_a_mention_and_its_message_are_one(http: httpx.Client) -> None:
    """A post in a channel comes as two events with two ids."""
    send_event(http, MENTION, event_id="Ev1")
    send_event(http, {**MENTION, "type": "message", "channel_type": "channel"}, event_id="Ev2")
    assert await stored() == [("text", "where is it")]


async def test_a_channel_is_not_listened_to(http: httpx.Client) -> None:
    """What people say to each other is not for us."""
    send_event(http, {**DIRECT, "channel": "C1", "channel_type": "channel"})
    assert await stored() == []


async def test_in_its_thread_no_mention_is_needed(http: httpx.Client) -> None:
    """Whoever began a conversation goes on in its thread without calling us again."""
    send_event(http, MENTION)
    send_event(http, {**MENTION, "type": "message", "text": "W1", "ts": "1700.2", "thread_ts": "1700.1"})
    assert await stored() == [("text", "where is it"), ("text", "W1")]
    assert len(await conversations()) == 1


async def test_another_person_in_the_thread_is_somebody_else(http: httpx.Client) -> None:
    """Identity never passes to whoever writes in the same thread."""
    send_event(http, MENTION)
    send_event(http, {**MENTION, "user": "U2", "ts": "1700.3", "thread_ts": "1700.1"})
    assert len(await conversations()) == 2


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "channel_join"},
        {"user": BOT_USER},
        {"edited": {"user": "U1", "ts": "1"}},
        {"user": None},
        {"type": "reaction_added"},
    ],
)
async def test_what_is_no_customers_post_is_ignored(http: httpx.Client, more: dict[str, Any]) -> None:
    """Our own words, other bots', edits and deletions start no turn."""
    assert send_event(http, {**DIRECT, **more}).status_code == 200
    assert await stored() == []


async def test_a_file_is_told_to_be_unreadable(http: httpx.Client, slack: FakeSlack) -> None:
    """Its words are taken, and the person hears that the file was not."""
    send_event(http, {**DIRECT, "subtype": "file_share", "text": "see the picture", "files": [{"id": "F1"}]})
    slack.wait_for(lambda seen: bool(seen.called("chat.postEphemeral")))
    assert await stored() == [("text", "see the picture")]


async def test_too_long_a_message_is_told(http: httpx.Client, slack: FakeSlack) -> None:
    """It is not cut in silence."""
    send_event(http, {**DIRECT, "text": "x" * 2_001})
    slack.wait_for(lambda seen: "2,000" in str(seen.called("chat.postEphemeral")))
    assert await stored() == []


async def test_secrets_are_not_kept(http: httpx.Client) -> None:
    """A card number is taken out, and an address is masked in what history shows."""
    send_event(http, {**DIRECT, "text": "4111 1111 1111 1111 <mailto:ann@example.com|ann@example.com>"})
    assert await stored() == [("text", "[card number removed] ann@example.com")]
    async with async_engine().connect() as connection:
        shown = (await connection.execute(select([outbox.c.data]))).scalar_one()
    assert "ann@example.com" not in shown


async def test_the_same_person_elsewhere_has_another_conversation(http: httpx.Client) -> None:
    """A direct message, a thread in it and a channel are three conversations."""
    send_event(http, DIRECT)
    send_event(http, {**DIRECT, "thread_ts": "1700.0001", "ts": "1701.1"})
    send_event(http, MENTION)
    assert len(await conversations()) == 3
    assert TEAM == "T0001"
