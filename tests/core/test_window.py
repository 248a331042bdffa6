"""A long conversation keeps a short tracker, and forgets no slot."""

from __future__ import annotations

from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, UserUttered
from sqlalchemy import select

from bot.window import CUT_AT_TURNS, KEEP_TURNS, loop_start, plan_cut, snapshot_events, take_snapshot
from helpline.db import async_engine
from helpline.tables import conversations
from tests.core.talk import Talk
from tests.support.assistant import Assistant


def _turns(count: int) -> list[Event]:
    return [event for _ in range(count) for event in (ActionExecuted("action_listen"), UserUttered("hello"))]


def test_a_short_conversation_is_not_cut() -> None:
    """Below the limit the window stays whole."""
    assert plan_cut(_turns(CUT_AT_TURNS - 1), loop_started=None) == 0


def test_the_last_turns_stay() -> None:
    """A cut keeps the turns the policies look at, beginning where the assistant listened."""
    events = _turns(CUT_AT_TURNS)
    rest = events[plan_cut(events, loop_started=None) :]
    assert isinstance(rest[0], ActionExecuted)
    assert sum(isinstance(event, UserUttered) for event in rest) == KEEP_TURNS


def test_an_open_form_is_not_cut_through() -> None:
    """While a form is open its first step stays in the window."""
    events = [*_turns(3), ActiveLoop("cancel_order_form"), *_turns(CUT_AT_TURNS)]
    cut = plan_cut(events, loop_started=loop_start(events))
    assert ActiveLoop("cancel_order_form") in events[cut:]


def test_a_snapshot_restores_slots_and_loop(state_dir: object) -> None:
    """What the dropped events had set is set again by the snapshot."""
    events = snapshot_events(take_snapshot({"current_order": "A-1001", "empty": None}, "cancel_order_form"))
    assert [event.as_story_string() for event in events] == [
        'slot{"current_order": "A-1001"}',
        'active_loop{"name": "cancel_order_form"}',
    ]


async def test_slots_outlive_the_window(assistant: Assistant, talk: Talk) -> None:
    """Forty turns later, and in a new process, the assistant still knows the order."""
    await talk.say("#W7654321")
    for _ in range(40):
        await talk.say("hello")
    await talk.settled()
    async with async_engine().connect() as connection:
        query = select([conversations.c.snapshot_seq]).where(conversations.c.id == talk.id)
        assert (await connection.execute(query)).scalar_one() > 0
    assistant.kill()
    assistant.start()
    await talk.say("hmm, tell me something")
    await talk.say(None, payload="/inform")
    assert (await talk.replies(43))[-1] == "Noted: W7654321"
