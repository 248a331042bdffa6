"""One conversation on a real database, moved on step by step as channel and dispatcher would."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from sqlalchemy import select, update

from helpline import turn as turns
from helpline.conversations import conversations, inbox, outbox
from helpline.conversations.inbox import Incoming, Kind
from helpline.conversations.outbox import Draft
from helpline.db import async_engine
from helpline.identity.cipher import seal
from helpline.tables import conversations as conversations_table
from helpline.tables import inbox as inbox_table
from helpline.turn import TurnContext

CHANNEL = "webchat"
_numbers = count(1)


@dataclass
class Talk:
    """What a customer and the assistant say to each other."""

    id: str

    async def writes(self, text: str = "hello") -> TurnContext:
        """The customer writes; the turn that answers it."""
        return await self._accept(kind=Kind.TEXT, text=text, shown=text)

    async def presses(self, confirmation_id: str | None = None) -> TurnContext:
        """The customer presses a button."""
        return await self._accept(
            kind=Kind.BUTTON,
            payload="/affirm",
            shown="Yes",
            nonce=f"nonce-{next(_numbers)}",
            confirmation_id=confirmation_id,
        )

    async def types_code(self, code: str) -> TurnContext:
        """The customer types a one-time code."""
        return await self._accept(kind=Kind.CODE, text="••••••", shown="••••••", secret=seal(code))

    async def answers(self, turn: TurnContext, text: str = "Sure?", *, confirmation_id: str | None = None) -> int:
        """The assistant answers and ends the turn; nobody has read it yet. Returns the message's number."""
        data = {"from": "assistant", "text": text, "buttons": [], "sources": [], "meta": {}}
        draft = Draft("message", "assistant", data, response="utter_question", confirmation_id=confirmation_id)
        async with async_engine().begin() as connection:
            seq = await outbox.append(connection, self.id, [draft], turn=turn.turn_id)
            done = {"state": "done", "text": None, "payload": None, "secret": None}
            await connection.execute(update(inbox_table).where(inbox_table.c.id == turn.turn_id).values(done))
            mine = update(conversations_table).where(conversations_table.c.id == self.id)
            await connection.execute(mine.values(last_turn=turn.turn_id))
        return seq

    async def reads(self, seq: int) -> None:
        """The answer reaches the customer's client."""
        await outbox.mark_delivered(self.id, [seq])

    async def _accept(self, **values: object) -> TurnContext:
        external_id = f"m-{next(_numbers)}"
        incoming = Incoming(
            conversation_id=self.id, channel=CHANNEL, external_id=external_id, content_hash=external_id, **values
        )
        await inbox.accept(incoming)
        mine = select([inbox_table.c.id]).where(
            inbox_table.c.external_id == external_id, inbox_table.c.conversation_id == self.id
        )
        async with async_engine().connect() as connection:
            turn_id = (await connection.execute(mine)).scalar_one()
        context = turns.begin(turn_id, conversation_id=self.id, channel=CHANNEL, seconds=20)
        turns.current_turn.set(context)
        return context


async def begin(client: str | None = None) -> Talk:
    """A new conversation."""
    async with async_engine().begin() as connection:
        return Talk(await conversations.create(connection, CHANNEL, client=client))
