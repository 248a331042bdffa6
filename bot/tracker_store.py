"""Keep Rasa's trackers in Postgres, without losing or inventing an event.

Inside a turn the store only stages: the turn commits events, replies and the inbox row together. Outside one
(`rasa shell`, `rasa export`) it reads and writes by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore as RasaTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot import event_codec, window
from bot.action_endpoint import authenticate_plain_endpoints
from bot.open_turn import open_turn
from bot.trackers import decode_all
from helpline.conversations import events
from helpline.conversations.errors import SequenceTaken
from helpline.logs import Log

log = Log("bot.tracker_store")
_MARK = "_helpline_mark"  # (last stored number, how many events the tracker had then, session)


class TrackerStore(RasaTrackerStore):
    """The tracker store of `endpoints.yml`."""

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, host: str | None = None, **_: Any
    ) -> None:
        # No engine here: rasa export and evaluate make this store without any event loop.
        super().__init__(domain, event_broker)
        authenticate_plain_endpoints()

    @property
    def domain(self) -> Domain:
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the conversation's current session; the turn's own one inside a turn."""
        turn = open_turn(sender_id)
        return turn.tracker if turn else await self._load(sender_id, whole=False)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker with the events of all sessions."""
        return await self._load(conversation_id, whole=True)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stage the tracker for the turn's commit; outside a turn store its new events at once.

        Raises:
            SequenceTaken: somebody else wrote in the meantime, or the tracker is not from this store.
        """
        turn = open_turn(tracker.sender_id)
        if turn:
            turn.saved = tracker
            return
        await self._write(tracker)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return await events.known_conversations()

    async def _load(self, conversation_id: str, *, whole: bool) -> DialogueStateTracker | None:
        found = await events.load_window(conversation_id, whole=whole)
        if found is None or (not found.rows and not found.snapshot):
            return None
        readable, broken = decode_all(list(found.rows))
        if broken:
            log.error("events_set_aside", conversation=conversation_id, seqs=broken)
            await events.set_broken(conversation_id, broken)
        replayed = [*window.snapshot_events(found.snapshot), *readable.values()]
        tracker = DialogueStateTracker.from_events(conversation_id, replayed, self.domain.slots)
        setattr(tracker, _MARK, (found.event_seq, len(replayed), found.session))
        return tracker

    async def _write(self, tracker: DialogueStateTracker) -> None:
        seq, count, session = getattr(tracker, _MARK, (0, 0, 1))
        stored = await events.load_window(tracker.sender_id)
        if stored and stored.event_seq != seq:
            raise SequenceTaken(tracker.sender_id)
        fresh = list(tracker.events)[count:]
        rows = event_codec.encode(fresh, after=seq, session=session, turn=None)
        await events.write_alone(tracker.sender_id, rows, expected=seq, session=session)
        setattr(tracker, _MARK, (seq + len(rows), len(tracker.events), session))
