"""A stored conversation becomes a test that can be read and played."""

from __future__ import annotations

import json

import pytest
import yaml
from sqlalchemy import text

from helpline.db import async_engine
from helpline.recording import NothingRecorded, record

pytestmark = pytest.mark.usefixtures("database")


async def store(*messages: tuple[str, dict[str, object]]) -> None:
    """One conversation with these messages."""
    insert = text(
        "INSERT INTO helpline.outbox (conversation_id, seq, kind, sender, data)"
        " VALUES ('a', :seq, 'message', :sender, :data)"
    )
    async with async_engine().begin() as connection:
        await connection.execute(text("INSERT INTO helpline.conversations (id, channel) VALUES ('a', 'webchat')"))
        for place, (sender, data) in enumerate(messages, 1):
            await connection.execute(insert, {"seq": place, "sender": sender, "data": json.dumps(data)})


async def test_what_was_said_and_answered() -> None:
    """Buttons by title, codes as such, contacts masked, answers by name."""
    await store(
        ("customer", {"text": "cancel it, i'm at ann@example.com"}),
        ("assistant", {"text": "Sure?", "meta": {"response": "utter_confirm"}, "buttons": [{"title": "Yes"}]}),
        ("customer", {"text": "Yes"}),
        ("assistant", {"text": "Done.", "meta": {"response": "utter_done"}}),
        ("customer", {"text": "••••••"}),
    )
    [recorded] = yaml.safe_load(await record("a"))
    assert "ann@example.com" not in recorded["turns"][0]["say"]
    assert recorded["turns"][0]["expect"] == ["utter_confirm"]
    assert recorded["turns"][1] == {"press": "Yes", "expect": ["utter_done"]}
    assert recorded["turns"][2]["mail"]


async def test_a_conversation_that_is_not_there() -> None:
    """Is said."""
    with pytest.raises(NothingRecorded):
        await record("nowhere")
