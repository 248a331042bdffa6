"""The stream: everything in order, nothing twice, nothing missed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx

from helpline.conversations import presence
from helpline.conversations.presence import Typing
from tests.webchat.assistant import announce, delivered, say
from tests.webchat.chat import Chat, Event, begin, take
from tests.webchat.conftest import Server


async def _next_typing(stream: AsyncIterator[Event | str]) -> Event:
    async for event in stream:
        if isinstance(event, Event) and event.name == "typing":
            return event
    raise AssertionError("the stream ended")


async def test_everything_arrives_in_order_while_it_happens(chat: Chat) -> None:
    """What was there, what the customer writes, and what the assistant says, under one gapless number."""
    await chat.send("before")
    async with chat.events() as stream:
        assert [event.data["text"] for event in await take(stream, 1)] == ["before"]
        await chat.send("now")
        await say(chat.conversation_id, "one", "two")
        events = await take(stream, 3)
    assert [(event.id, event.data["seq"], event.data["text"]) for event in events] == [
        (2, 2, "now"),
        (3, 3, "one"),
        (4, 4, "two"),
    ]


async def test_an_answer_arrives_at_once(chat: Chat) -> None:
    """The notification wakes the stream: nobody waits for the next comment."""
    async with chat.events() as stream:
        await take_first_comment(stream)
        await say(chat.conversation_id, "hello")
        (event,) = await asyncio.wait_for(take(stream, 1), 10)  # the next comment would come after 15 s
    assert event.data["text"] == "hello"


async def test_a_client_that_comes_back_misses_nothing_and_gets_nothing_twice(chat: Chat) -> None:
    """By header or address, the stream goes on after the last event the client has."""
    await say(chat.conversation_id, *(f"message {number}" for number in range(1, 6)))
    async with chat.events() as stream:
        first = await take(stream, 2)
    await say(chat.conversation_id, "message 6")
    async with chat.events(after=first[-1].id) as stream:
        rest = await take(stream, 4)
    assert [event.id for event in first + rest] == [1, 2, 3, 4, 5, 6]
    headers = {"Authorization": f"Bearer {chat.token}"}
    async with chat.http.stream("GET", "/webhooks/webchat/events?after=5", headers=headers) as response:
        assert "id: 6" in [line async for line in _until_blank(response)]


async def _until_blank(response: httpx.Response) -> AsyncIterator[str]:
    begun = False
    async for line in response.aiter_lines():
        begun = begun or line.startswith("id")
        if begun and not line:
            return
        yield line


async def test_many_reconnects_under_fire_leave_no_gap(chat: Chat) -> None:
    """A client that breaks off after every few events sees each number exactly once."""

    async def talk() -> None:
        for number in range(40):
            await say(chat.conversation_id, f"message {number}")

    talking = asyncio.create_task(talk())
    seen: list[int] = []
    while len(seen) < 40:
        async with chat.events(after=seen[-1] if seen else 0) as stream:
            seen += [event.data["seq"] for event in await take(stream, min(3, 40 - len(seen)))]
    await talking
    assert seen == list(range(1, 41))


async def test_more_than_a_page_arrives_whole(chat: Chat) -> None:
    """A long history is streamed to its end."""
    await say(chat.conversation_id, *(f"message {number}" for number in range(250)))
    async with chat.events() as stream:
        assert [event.id for event in await take(stream, 250)] == list(range(1, 251))


async def test_forty_conversations_at_once_hear_their_own_and_nothing_else(http: httpx.AsyncClient) -> None:
    """Streams share one listening connection and few for reading."""
    chats = [await begin(http) for _ in range(40)]

    async def listen(chat: Chat) -> list[str]:
        async with chat.events() as stream:
            return [event.data["text"] for event in await take(stream, 2)]

    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=http.base_url, limits=limits, timeout=30) as wide:
        for chat in chats:
            chat.http = wide
        listening = [asyncio.create_task(listen(chat)) for chat in chats]
        for chat in chats:
            await say(chat.conversation_id, chat.conversation_id)
        await asyncio.gather(*(say(chat.conversation_id, "bye") for chat in chats[:4]))
        for chat in chats[4:]:
            await say(chat.conversation_id, "bye")
        heard = await asyncio.wait_for(asyncio.gather(*listening), 60)
    assert heard == [[chat.conversation_id, "bye"] for chat in chats]


async def test_two_windows_of_one_customer_both_hear(chat: Chat) -> None:
    """Each stream has its own place in the conversation."""
    async with chat.events() as first, chat.events() as second:
        await say(chat.conversation_id, "hello")
        assert [event.id for event in await take(first, 1)] == [1]
        assert [event.id for event in await take(second, 1)] == [1]


async def test_other_kinds_of_events_keep_their_name_and_number(chat: Chat) -> None:
    """Mode, delivered and rating_asked are in the stream and in the history."""
    await announce(chat.conversation_id, "mode", mode="waiting", position=2)
    await announce(chat.conversation_id, "rating_asked")
    async with chat.events() as stream:
        events = await take(stream, 2)
    assert [(event.name, event.id) for event in events] == [("mode", 1), ("rating_asked", 2)]
    assert events[0].data["mode"] == "waiting" and events[0].data["position"] == 2
    assert [item["event"] for item in await chat.history()] == ["mode", "rating_asked"]


async def test_typing_is_told_without_a_number_and_not_replayed(chat: Chat) -> None:
    """The assistant's and an agent's, not the customer's own."""
    async with chat.events() as stream:
        await take_first_comment(stream)
        await chat.call("POST", "/typing", json={"on": True})
        await presence.announce(Typing(chat.conversation_id, "assistant", True))
        event = await asyncio.wait_for(_next_typing(stream), 5)
        assert (event.id, event.data) == (None, {"on": True, "from": "assistant"})
        await presence.announce(Typing(chat.conversation_id, "agent", False))
        event = await asyncio.wait_for(_next_typing(stream), 5)
        assert event.data == {"on": False, "from": "agent"}
    assert await chat.history() == []


async def take_first_comment(stream: AsyncIterator[Event | str]) -> None:
    """Wait until the stream is known to be open."""
    async for event in stream:
        if isinstance(event, str):
            return


async def test_delivered_is_noted_before_the_client_has_it(chat: Chat) -> None:
    """A typed yes counts only after its question was delivered, so the note must never come too late."""
    await say(chat.conversation_id, "Shall I?")
    assert await delivered(chat.conversation_id) == {1: False}
    async with chat.events() as stream:
        await take(stream, 1)
        assert await delivered(chat.conversation_id) == {1: True}
    await say(chat.conversation_id, "Really?")
    await chat.history(after=1)
    assert await delivered(chat.conversation_id) == {1: True, 2: True}


async def test_a_stream_that_breaks_off_leaves_nothing_behind(chat: Chat, server: Server) -> None:
    """Twenty streams of one conversation are the most; closed ones make room at once."""
    for _ in range(25):
        async with chat.events() as stream:
            await take_first_comment(stream)
    assert server.process.poll() is None
