"""Nobody's words stand in the assistant's log."""

from __future__ import annotations

from tests.core.talk import Talk
from tests.support.assistant import Assistant


async def test_the_log_holds_no_message_text(assistant: Assistant, talk: Talk) -> None:
    """Neither a message nor an address nor an order number reaches the log, at the default level."""
    await talk.say("hello mulberry ann.lee@example.com")
    await talk.say("#W7654321")
    await talk.say(None, payload='/inform{"order_number":"Q-4711"}')
    await talk.settled()
    log = assistant.log.read_text("utf-8", "replace")
    assert "assistant_ready" in log
    for word in ("mulberry", "ann.lee", "W7654321", "Q-4711"):
        assert word not in log
