"""A message becomes one turn: answered once, in order, with nothing lost."""

from __future__ import annotations

import asyncio
import json
import uuid

from helpline.conversations import outbox
from tests.core.talk import Talk, begin, gapless
from tests.support.assistant import Assistant


async def test_the_first_contact_begins_with_the_notice(talk: Talk) -> None:
    """The first message of a conversation is answered after the notice on what is kept."""
    await talk.say("hello")
    await talk.replies(1)
    texts = [entry.data["text"] for entry in await outbox.after(talk.id, 0)]
    assert texts == ["hello", "We keep what you write.", "Hello!"]


async def test_messages_are_answered_in_their_order(talk: Talk) -> None:
    """Four quick messages are answered one after the other."""
    for text in ("hello", "#W7654321", "yes", "goodbye"):
        await talk.say(text)
    assert await talk.replies(4) == ["Hello!", "Noted: W7654321", "Good.", "Bye!"]


async def test_the_same_message_five_times_is_one_turn(talk: Talk) -> None:
    """Parallel duplicates get one number, one turn and one answer."""
    same = str(uuid.uuid4())
    accepted = await asyncio.gather(*(talk.say("hello", id=same) for _ in range(5)))
    await talk.settled()
    assert {one.seq for one in accepted} == {1}
    assert await talk.replies(1) == ["Hello!"]


async def test_conversations_have_gapless_numbers(talk: Talk) -> None:
    """Messages and tracker events of a conversation are each one sequence without gaps."""
    for text in ("hello", "#W7654321", "goodbye"):
        await talk.say(text)
    await talk.settled()
    assert gapless([entry.seq for entry in await outbox.after(talk.id, 0)])
    assert gapless([event.seq for event in await talk.events()])


async def test_conversations_do_not_mix(assistant: Assistant) -> None:
    """Twenty conversations at once each get their own order number back."""
    talks = [await begin() for _ in range(20)]
    await asyncio.gather(*(talk.say(f"#W{7654300 + place}") for place, talk in enumerate(talks)))
    answers = [await talk.replies(1) for talk in talks]
    assert answers == [[f"Noted: W{7654300 + place}"] for place in range(20)]


async def test_a_typed_slash_command_is_plain_text(talk: Talk) -> None:
    """What a person types never becomes an intent, a slot or a restart by itself."""
    await talk.say('/inform{"order_number":"X999"}')
    await talk.say("/restart")
    await talk.settled()
    stored = [json.loads(event.data) for event in await talk.events()]
    assert not [event for event in stored if event["event"] == "restart"]
    assert "X999" not in [event.get("value") for event in stored if event["event"] == "slot"]
    assert {event["parse_data"]["intent"]["name"] for event in stored if event["event"] == "user"} == {"nlu_fallback"}


async def test_a_payload_of_our_own_needs_no_understanding(talk: Talk) -> None:
    """A button's payload becomes its intent and entities with full confidence."""
    await talk.say(None, payload='/inform{"order_number":"A-1001"}')
    assert await talk.replies(1) == ["Noted: A-1001"]


async def test_contacts_are_masked_in_stored_events(talk: Talk) -> None:
    """An e-mail address does not stay readable in the tracker's events."""
    await talk.say("hello i am ann.lee@example.com")
    await talk.settled()
    assert not [event for event in await talk.events() if "ann.lee@" in event.data]


async def test_nonsense_is_answered(talk: Talk) -> None:
    """NUL characters, emoji, right-to-left and control characters get an answer and harm nobody."""
    for text in ("\u0000", "🧶" * 500, "\u202eabc\u202c", "\x1b[31mred", "{}", "%s%n {slot} {{7*7}}", " "):
        await talk.say(text.replace("\x00", "\\u0000"))
    await talk.say("hello")
    await talk.settled()
    assert (await talk.replies(8))[-1] == "Hello!"
