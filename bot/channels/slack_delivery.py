"""Bring what the assistant and agents say to Slack, in order, once, and however long Slack is away."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.channels import slack_threads
from bot.channels.slack_blocks import messages
from bot.channels.slack_client import SlackClient, error_of
from bot.channels.slack_threads import CHANNEL, Thread
from helpline.conversations import outbox
from helpline.conversations.outbox import Entry
from helpline.logs import Log
from helpline.notify import Listener

log = Log("bot.slack")
_SWEEP_SECONDS = 2.0
_AT_ONCE = 8
_LONGEST_PAUSE_SECONDS = 60.0
# Slack will never take these: the reply is given up, the turn stands. Anything else is tried until it gets through.
_FOR_GOOD = frozenset(
    {"channel_not_found", "is_archived", "not_in_channel", "user_not_in_channel", "msg_too_long", "invalid_blocks",
     "invalid_blocks_format", "no_text", "restricted_action", "cannot_reply_to_message", "thread_locked"}
)  # fmt: skip
# What says nothing about anybody: others may read it in a channel. All the rest is for the asking person's eyes only.
_FOR_ALL = ("utter_greet", "utter_goodbye", "utter_thank", "utter_help", "utter_bot_challenge", "utter_chitchat",
            "utter_out_of_scope", "utter_article", "utter_consent_notice")  # fmt: skip


class Delivery:
    """Works while its channel is open; any number of assistants may deliver side by side."""

    def __init__(self, client: SlackClient) -> None:
        self._client = client
        self._wake = asyncio.Event()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._pauses: dict[str, tuple[float, float]] = {}  # until when, and how long the pause was
        self._running: dict[str, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._listener = Listener((outbox.CHANNEL,), self._heard)

    async def start(self) -> None:
        await self._listener.__aenter__()
        self._task = asyncio.create_task(self._keep_delivering())

    async def stop(self) -> None:
        """Let the posts under way end; what is left is delivered after the next start."""
        await self._listener.__aexit__()
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _heard(self, _channel: str, payload: str) -> None:
        if not payload or payload.startswith(f"{CHANNEL}-"):
            self._wake.set()

    async def _keep_delivering(self) -> None:
        while True:
            self._wake.clear()
            try:
                for conversation_id in await slack_threads.behind():
                    self._begin(conversation_id)
            except Exception as exc:  # noqa: BLE001  a database that is away only makes the replies late
                log.warning("delivery_interrupted", error=type(exc).__name__)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _SWEEP_SECONDS)

    def _begin(self, conversation_id: str) -> None:
        paused_until, _ = self._pauses.get(conversation_id, (0.0, 0.0))
        if conversation_id in self._running or time.monotonic() < paused_until:
            return
        task = asyncio.create_task(self._deliver(conversation_id))
        self._running[conversation_id] = task
        task.add_done_callback(lambda _: self._running.pop(conversation_id, None))

    async def _deliver(self, conversation_id: str) -> None:
        try:
            async with self._gate, slack_threads.alone(conversation_id) as ours:
                if ours:
                    await self._deliver_all(conversation_id)
            self._pauses.pop(conversation_id, None)
        except Exception as exc:  # noqa: BLE001  whatever it is, the reply stays in the outbox and is tried again
            _, last = self._pauses.get(conversation_id, (0.0, 0.5))
            pause = min(last * 2, _LONGEST_PAUSE_SECONDS)
            self._pauses[conversation_id] = (time.monotonic() + pause, pause)
            log.warning("reply_not_delivered", conversation=conversation_id, error=error_of(exc), pause=pause)

    async def _deliver_all(self, conversation_id: str) -> None:
        while True:
            thread = await slack_threads.load(conversation_id)
            if thread is None:
                return
            entries = await outbox.after(conversation_id, thread.delivered, limit=20)
            if not entries:
                return
            for entry in entries:
                await self._bring(thread, entry)

    async def _bring(self, thread: Thread, entry: Entry) -> None:
        if entry.kind == "message" and entry.sender != "customer":
            private = not thread.place.is_direct and not is_for_all(entry.data)
            lost = thread.sending == entry.seq and not private
            if not (lost and await self._client.was_posted(thread.place, entry.seq)):
                await slack_threads.note_sending(thread.conversation_id, entry.seq)
                await self._post(thread, entry, private=private)
            await outbox.mark_delivered(thread.conversation_id, [entry.seq])
        await slack_threads.note_delivered(thread.conversation_id, entry.seq)

    async def _post(self, thread: Thread, entry: Entry, *, private: bool) -> None:
        try:
            for message in messages(entry.data, conversation_id=thread.conversation_id):
                await self._client.post(thread.place, message, seq=entry.seq, private=private)
        except SlackApiError as exc:
            if error_of(exc) not in _FOR_GOOD:
                raise
            log.error("reply_given_up", conversation=thread.conversation_id, seq=entry.seq, error=error_of(exc))


def is_for_all(data: dict[str, Any]) -> bool:
    """Whether a message may be read by everybody in a channel."""
    response = str((data.get("meta") or {}).get("response") or "")
    return data.get("from") == "assistant" and response.startswith(_FOR_ALL)
