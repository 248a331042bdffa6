"""Give a turn its tracker: the live one of the last turn, else one built from the stored window."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import event_codec, window
from helpline.conversations import events
from helpline.conversations.events import Row
from helpline.conversations.turns import Claim
from helpline.logs import Log

log = Log("bot.trackers")


@dataclass
class LiveTracker:
    """A tracker with the numbers its events have in the database.

    Args:
        prefix: how many of its first events only restate the snapshot.
        seqs: numbers of the events after them, as far as they are stored.
    """

    tracker: DialogueStateTracker
    event_seq: int
    session: int
    snapshot: str | None
    snapshot_seq: int
    prefix: int = 0
    seqs: list[int] = field(default_factory=list)

    def unsaved(self) -> list[Event]:
        """What happened since the last commit."""
        return list(self.tracker.events)[self.prefix + len(self.seqs) :]


class Trackers:
    """The live trackers of this process, valid while the database's sequence number is theirs."""

    def __init__(self, domain: Domain, *, size: int = 2_000) -> None:
        self._domain = domain
        self._live: LRUCache[str, LiveTracker] = LRUCache(size)

    async def take(self, connection: AsyncConnection, claimed: Claim) -> LiveTracker:
        """The conversation's tracker, taken out of the cache: a turn that fails leaves nothing behind."""
        live: LiveTracker | None = self._live.pop(claimed.conversation_id, None)
        if live and live.event_seq == claimed.event_seq:
            return live
        rows = await events.read_window(connection, claimed.conversation_id, after=claimed.snapshot_seq)
        return await self._build(claimed, rows)

    def keep(self, live: LiveTracker, written: list[Row]) -> None:
        """Put a tracker back once its events are committed."""
        live.seqs.extend(row.seq for row in written)
        live.event_seq += len(written)
        self._live[live.tracker.sender_id] = live

    def fresh(self, claimed: Claim) -> LiveTracker:
        """An empty tracker for a new session; nothing before it is looked at again."""
        tracker = DialogueStateTracker(claimed.conversation_id, self._domain.slots)
        return LiveTracker(tracker, claimed.event_seq, claimed.session + 1, None, claimed.event_seq)

    def shorten(self, live: LiveTracker, written: list[Row]) -> LiveTracker:
        """The tracker with its oldest turns folded into the snapshot, once it has grown enough."""
        tail = list(live.tracker.events)[live.prefix :]
        drop = window.plan_cut(tail, loop_started=window.loop_start(tail))
        if not drop:
            return live
        seqs = live.seqs + [row.seq for row in written]
        before = self._replay(live.tracker.sender_id, [*window.snapshot_events(live.snapshot), *tail[:drop]])
        snapshot = window.take_snapshot(before.current_slot_values(), before.active_loop_name)
        prefix = window.snapshot_events(snapshot)
        tracker = self._replay(live.tracker.sender_id, [*prefix, *tail[drop:]])
        kept = seqs[drop : len(seqs) - len(written)]
        return LiveTracker(tracker, live.event_seq, live.session, snapshot, seqs[drop - 1], len(prefix), kept)

    async def _build(self, claimed: Claim, rows: list[Row]) -> LiveTracker:
        readable, broken = decode_all(rows)
        if broken:
            log.error("events_set_aside", conversation=claimed.conversation_id, seqs=broken)
            await events.set_broken(claimed.conversation_id, broken)
        prefix = window.snapshot_events(claimed.snapshot)
        tracker = self._replay(claimed.conversation_id, [*prefix, *readable.values()])
        where = (claimed.event_seq, claimed.session, claimed.snapshot, claimed.snapshot_seq)
        return LiveTracker(tracker, *where, prefix=len(prefix), seqs=list(readable))

    def _replay(self, conversation_id: str, replayed: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(conversation_id, replayed, self._domain.slots, domain=self._domain)


def decode_all(rows: list[Row]) -> tuple[dict[int, Any], list[int]]:
    """The events by their numbers, and the numbers of those that cannot be read."""
    readable, broken = {}, []
    for row in rows:
        try:
            readable[row.seq] = event_codec.decode(row)
        except event_codec.UnreadableEvent:
            broken.append(row.seq)
    return readable, broken
