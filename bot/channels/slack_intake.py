"""Store what somebody wrote or pressed in Slack, once, in their own conversation."""

from __future__ import annotations

import unicodedata
from typing import Any

from bot.channels import slack_threads
from bot.channels.contents import bare_code, code_was_asked, digest, with_button, with_text
from bot.channels.slack_events import Post
from bot.channels.slack_interactions import FormSent, FormWanted, Person, Pressed
from bot.channels.slack_texts import Notice
from bot.channels.slack_threads import CHANNEL, Thread
from helpline import limits
from helpline.buttons import ButtonExpired, ButtonInvalid
from helpline.conversations import conversations, inbox, outbox
from helpline.conversations.errors import ButtonUsed, ConversationEnded
from helpline.conversations.inbox import Incoming, Kind
from helpline.errors import HelplineError
from helpline.limits import TooMany
from helpline.settings import settings

MOST_CHARACTERS = 2_000


class NotTaken(HelplineError):
    """Something was not taken, and the person should hear why."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.name)
        self.notice = notice


async def take_post(post: Post) -> None:
    """Store a post. In a channel only a mention begins a conversation; its two events, and retries, are one message.

    Raises:
        NotTaken: with what to say.
    """
    thread = await slack_threads.of(post.place)
    if thread is None:
        if not (post.place.is_direct or post.is_mention):
            return
        thread = await slack_threads.begin(post.place, client=digest("slack", post.place.team, post.place.user))
    text = unicodedata.normalize("NFC", post.text)
    if not text:
        if post.files:
            raise NotTaken(Notice.FILES)
        text = "hello"  # a mention without a word
    if len(text) > MOST_CHARACTERS:
        raise NotTaken(Notice.TOO_LONG)
    incoming = _incoming(thread, post.stamp, Kind.TEXT, text)
    await _store(incoming, text, thread)


async def take_press(press: Pressed) -> tuple[Thread, dict[str, Any], str]:
    """Store a pressed button; returns the thread, the message it stands under, and the button's title.

    Raises:
        NotTaken: it is somebody else's, used or too old.
    """
    thread = await own_thread(press)
    entries = await outbox.after(thread.conversation_id, press.seq - 1, limit=1)
    found = [entry.data for entry in entries if entry.seq == press.seq]
    shown = found[0]["buttons"] if found else []
    if not 0 <= press.place < len(shown):
        raise NotTaken(Notice.BUTTON_EXPIRED)
    button = shown[press.place]
    incoming = _incoming(thread, f"action:{press.stamp}", Kind.BUTTON, button["token"])
    await _store(incoming, button["token"], thread)
    return thread, found[0], str(button["title"])


async def take_form(form: FormSent) -> bool:
    """Store what a form holds; False where it is not (or not any more) what is asked for."""
    thread = await own_thread(form)
    conversation = await conversations.load(thread.conversation_id)
    is_code = form.asks == "code"
    if is_code and not (bare_code(form.values["code"]) and code_was_asked(conversation)):
        return False
    content = form.values["code"] if is_code else ", ".join(value for value in form.values.values() if value)
    kind = Kind.CODE if is_code else Kind.TEXT
    await _store(_incoming(thread, f"view:{form.view}", kind, content), content[:MOST_CHARACTERS], thread)
    return True


async def own_thread(done: Pressed | FormWanted | FormSent) -> Thread:
    """The conversation it was done in, if it is that person's own.

    Raises:
        NotTaken: it is somebody else's.
        UnknownConversation: it is nobody's.
    """
    await conversations.load(done.conversation_id)
    thread = await slack_threads.load(done.conversation_id)
    if thread is None or Person(thread.place.team, thread.place.user) != done.person:
        raise NotTaken(Notice.NOT_YOURS)
    return thread


async def _store(incoming: Incoming, content: str, thread: Thread) -> None:
    if await inbox.find(incoming):
        return
    try:
        limit = settings().chat_messages_per_minute
        await limits.count(f"messages:{thread.conversation_id}", limit=limit, seconds=60)
        if incoming.kind is Kind.BUTTON:
            complete = with_button(incoming, content)
        else:
            complete = with_text(incoming, content, await conversations.load(thread.conversation_id))
        await inbox.accept(complete)
    except TooMany as exc:
        raise NotTaken(Notice.TOO_MANY) from exc
    except (ButtonExpired, ButtonInvalid) as exc:
        raise NotTaken(Notice.BUTTON_EXPIRED) from exc
    except ButtonUsed as exc:
        raise NotTaken(Notice.BUTTON_USED) from exc
    except ConversationEnded as exc:
        raise NotTaken(Notice.ENDED) from exc


def _incoming(thread: Thread, external_id: str, kind: Kind, content: str) -> Incoming:
    content_hash = digest(thread.conversation_id, external_id, kind.value, content)
    return Incoming(thread.conversation_id, CHANNEL, external_id, kind, content_hash)
