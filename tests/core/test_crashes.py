"""Processes die and databases restart; accepted messages are answered once all the same."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import update

from helpline.db import async_engine
from helpline.postgres import EmbeddedPostgres
from helpline.tables import events
from tests.core.talk import Talk, gapless
from tests.support.assistant import Assistant, running


async def test_a_killed_assistant_answers_after_its_restart(assistant: Assistant, talk: Talk) -> None:
    """Thirty accepted messages survive kill -9 in the middle: each is answered once, in order."""
    texts = [f"#W{7654300 + place}" for place in range(30)]
    for text in texts[:10]:
        await talk.say(text)
    await talk.replies(2)
    for text in texts[10:]:
        await talk.say(text)
    assistant.kill()
    assistant.start()
    await talk.settled()
    assert await talk.replies(30) == [f"Noted: {text[1:]}" for text in texts]
    assert gapless([event.seq for event in await talk.events()])


async def test_another_assistant_takes_over(assistant: Assistant, talk: Talk, model: Path, tmp_path: Path) -> None:
    """Two assistants share a conversation; when one is killed the other answers what is left."""
    with running(model, tmp_path) as second:
        for place in range(10):
            await talk.say(f"#W{7654300 + place}")
        second.kill()
        for place in range(10, 20):
            await talk.say(f"#W{7654300 + place}")
        await talk.settled()
    assert await talk.replies(20) == [f"Noted: W{7654300 + place}" for place in range(20)]
    assert gapless([event.seq for event in await talk.events()])


async def test_a_restarted_postgres_loses_nothing(
    talk: Talk, postgres: EmbeddedPostgres | None, assistant: Assistant
) -> None:
    """The assistant goes on after its database was restarted, with the slots it had."""
    await talk.say("#W7654321")
    await talk.replies(1)
    assert postgres is not None, "this test needs a server it may restart"
    postgres.restart()
    await talk.say("hello")
    assert await talk.replies(2) == ["Noted: W7654321", "Hello!"]
    assert assistant.process is not None
    assert assistant.process.poll() is None


async def test_a_broken_event_is_set_aside(assistant: Assistant, talk: Talk) -> None:
    """A stored event that cannot be read neither stops the conversation nor the process."""
    await talk.say("hello")
    await talk.settled()
    first_user = next(event for event in await talk.events() if event.type == "user")
    broken = update(events).where(events.c.conversation_id == talk.id, events.c.seq == first_user.seq)
    async with async_engine().begin() as connection:
        await connection.execute(broken.values(data='{"event": "user", '))
    assistant.kill()
    assistant.start()
    await talk.say("goodbye")
    assert (await talk.replies(2))[-1] == "Bye!"
    assert [event.seq for event in await talk.events() if event.broken] == [first_user.seq]


async def test_a_message_that_always_fails_is_set_aside(talk: Talk) -> None:
    """After three attempts the customer is told, a person is asked for, and the conversation goes on."""
    await talk.say("hello")
    await talk.say(None, payload="no payload at all")
    await talk.say("goodbye")
    assert (await talk.replies(3))[:2] == ["Hello!", "I could not work on your last message."]
    await talk.settled()
    assert "Bye!" in await talk.replies(3)
    intents = [
        json.loads(event.data)["parse_data"]["intent"]["name"] for event in await talk.events() if event.type == "user"
    ]
    assert "contact_human" in intents


async def test_a_stopped_assistant_ends_cleanly(assistant: Assistant, talk: Talk) -> None:
    """SIGTERM lets the running turn end, and the process ends by itself."""
    await talk.say("hello")
    await talk.replies(1)
    assert assistant.stop() in (0, -15)
