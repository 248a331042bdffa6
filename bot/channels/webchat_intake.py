"""Make of a customer's message what may be stored, and store it once."""

from __future__ import annotations

from bot.channels.contents import code_was_asked, digest, with_button, with_text
from bot.channels.webchat_parsing import Message
from bot.channels.webchat_problems import Refusal, Refused
from helpline import limits
from helpline.conversations import conversations, inbox
from helpline.conversations.inbox import Accepted, Incoming, Kind
from helpline.settings import settings

CHANNEL = "webchat"


async def take_in(conversation_id: str, message: Message) -> Accepted:
    """Store the message; the same one again gets the same answer, whatever became of its button or the limits since.

    Raises:
        TooMany, IdReused, ButtonRefused, ButtonUsed, ConversationEnded, UnknownConversation
        Refused: a code that nobody asked for.
    """
    content = digest(conversation_id, message.id, message.kind.value, message.content)
    incoming = Incoming(conversation_id, CHANNEL, message.id, message.kind, content)
    found = await inbox.find(incoming)
    if found:
        return found
    await limits.count(f"messages:{conversation_id}", limit=settings().chat_messages_per_minute, seconds=60)
    return await inbox.accept(await _complete(incoming, message.content))


async def _complete(incoming: Incoming, content: str) -> Incoming:
    if incoming.kind is Kind.BUTTON:
        return with_button(incoming, content)
    conversation = await conversations.load(incoming.conversation_id)
    if incoming.kind is Kind.CODE and not code_was_asked(conversation):
        raise Refused(Refusal.CODE_NOT_ASKED, field="code")
    return with_text(incoming, content, conversation)
