"""Work one message of a conversation from its claim to its commit: one transaction on one connection."""

from __future__ import annotations

import asyncio

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import BotUttered
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import event_codec, sessions
from bot.meanings import note_choice
from bot.open_turn import OpenTurn, enter
from bot.replies import Replies, asked_slot
from bot.rest import note_rest
from bot.trackers import LiveTracker, Trackers
from bot.understanding import Understanding
from helpline import turn as turn_context
from helpline.conversations import events, outbox, turns
from helpline.conversations.conversations import Mode
from helpline.conversations.events import Row
from helpline.conversations.turns import Claim, Ending
from helpline.db import async_engine
from helpline.errors import HelplineError
from helpline.logs import Log
from helpline.settings import settings

log = Log("bot.turns")
Done = tuple[LiveTracker, list[Row]]  # the tracker to keep once the commit is through, and the events written


class NotSaved(HelplineError):
    """Rasa ended a turn without saving its tracker: the turn must not be committed."""


class Turns:
    """Runs turns with one loaded model."""

    def __init__(self, agent: Agent) -> None:
        assert agent.processor is not None
        self._processor: MessageProcessor = agent.processor
        self._model_id = str(agent.model_id)
        self._trackers = Trackers(self._processor.domain)
        self._understanding = Understanding(self._processor)

    async def run_next(self, conversation_id: str, *, recovering: bool) -> bool:
        """Work the oldest waiting message; False when there was none or somebody else has the conversation.

        Args:
            recovering: the message was found by the sweep, so perhaps a process died of it: its attempt is counted
                before, because nobody may be there to count it afterwards.
        """
        engine = async_engine("turns", pool_size=settings().turns_at_once)
        claimed: Claim | None = None
        try:
            async with engine.begin() as connection:
                claimed = await turns.claim(connection, conversation_id)
                if claimed is None:
                    return False
                done = await self._work(connection, claimed, recovering=recovering)
            if done:
                self._trackers.keep(*done)
            return True
        except Exception as exc:
            # Rolled back: the message is still waiting. Whatever the cause, it counts as one attempt.
            log.exception("turn_failed", conversation=conversation_id, turn=claimed.id if claimed else None)
            if claimed and not recovering:
                await turns.count_attempt(claimed.id, error=type(exc).__name__)
            raise

    async def _work(self, connection: AsyncConnection, claimed: Claim, *, recovering: bool) -> Done | None:
        if claimed.mode is Mode.AGENT:
            await turns.finish_silently(connection, claimed)
            return None
        attempts = claimed.attempts
        if recovering:
            attempts = await turns.count_attempt(claimed.id, error=None) - 1
        if attempts >= settings().turn_attempts:
            await self._set_aside(connection, claimed)
            return None
        return await asyncio.wait_for(self._converse(connection, claimed), settings().turn_seconds)

    async def _converse(self, connection: AsyncConnection, claimed: Claim) -> Done:
        live = await self._trackers.take(connection, claimed)
        replies = Replies(claimed.conversation_id)
        live = await self._begin_session(live, claimed, replies)
        await self._handle(live, claimed, replies)
        return await self._write(connection, claimed, live, replies)

    async def _begin_session(self, live: LiveTracker, claimed: Claim, replies: Replies) -> LiveTracker:
        previous = live.tracker if live.tracker.events else None
        minutes = settings().session_minutes
        if previous and not sessions.has_lapsed(previous, now=claimed.received_at, minutes=minutes):
            return live
        fresh = self._trackers.fresh(claimed)
        fresh.tracker.update_with_events(sessions.opening(previous), self._processor.domain)
        for response in sessions.notices(previous):
            await self._say(response, fresh, replies)
        return fresh

    async def _say(self, response: str, live: LiveTracker, replies: Replies) -> None:
        message = await self._processor.nlg.generate(response, live.tracker, replies.name())
        if message:
            message["utter_action"] = response
            live.tracker.update(BotUttered(message.get("text"), {"buttons": message.get("buttons")}, message))
            await replies.send_response(live.tracker.sender_id, message)

    async def _handle(self, live: LiveTracker, claimed: Claim, replies: Replies) -> None:
        asked = live.tracker.get_slot("requested_slot") if live.tracker.active_loop_name else None
        parse_data = await self._understanding.of(claimed, asked=asked)
        note_choice(live.tracker, claimed, parse_data)
        note_rest(live.tracker, parse_data.pop("rest", []))
        context = turn_context.begin(
            claimed.id,
            conversation_id=claimed.conversation_id,
            channel=claimed.channel,
            seconds=settings().turn_seconds,
        )
        turn = OpenTurn(context, live.tracker)
        enter(turn)
        message = UserMessage(
            parse_data["text"],
            replies,
            claimed.conversation_id,
            parse_data,
            claimed.channel,
            str(claimed.id),
            {"turn": claimed.id},
        )
        try:
            await self._processor.handle_message(message)
        finally:
            turn.open = False
        if turn.saved is not live.tracker:
            raise NotSaved(claimed.conversation_id)

    async def _write(self, connection: AsyncConnection, claimed: Claim, live: LiveTracker, replies: Replies) -> Done:
        rows = event_codec.encode(live.unsaved(), after=claimed.event_seq, session=live.session, turn=claimed.id)
        asks = asked_slot(live.tracker.get_slot("requested_slot")) if live.tracker.active_loop_name else None
        await events.write(connection, claimed.conversation_id, rows)
        drafts = replies.drafts(asks=asks)
        if drafts:
            await outbox.append(connection, claimed.conversation_id, drafts, turn=claimed.id)
        kept = self._trackers.shorten(live, rows)
        ending = Ending(
            event_seq=claimed.event_seq + len(rows),
            session=kept.session,
            snapshot=kept.snapshot,
            snapshot_seq=kept.snapshot_seq,
            model_id=self._model_id,
            asks=asks,
        )
        await turns.finish(connection, claimed, ending)
        return kept, rows

    async def _set_aside(self, connection: AsyncConnection, claimed: Claim) -> None:
        """Tell the customer that a message failed for good, and ask for a person in their name."""
        log.error("turn_set_aside", conversation=claimed.conversation_id, turn=claimed.id)
        replies = Replies(claimed.conversation_id)
        live = self._trackers.fresh(claimed)
        await self._say("utter_turn_set_aside", live, replies)
        drafts = replies.drafts(asks=None)
        if drafts:
            await outbox.append(connection, claimed.conversation_id, drafts, turn=claimed.id)
        await turns.set_aside(connection, claimed)
        if not claimed.external_id.startswith(turns.SET_ASIDE):  # asking for a person can fail as well: once only
            await turns.ask_for_a_person(connection, claimed)
