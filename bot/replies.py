"""Gather what the assistant says in a turn; nothing is sent before the commit."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from helpline import buttons
from helpline.conversations.outbox import Draft
from helpline.redaction import mask_contacts
from helpline.settings import settings

CODE_SLOTS = frozenset({"identity_code", "email_proved"})  # asked for as `code`: clients send it apart from text


class Replies(OutputChannel):
    """The output channel of one turn."""

    def __init__(self, conversation_id: str) -> None:
        self._conversation_id = conversation_id
        self._messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "webchat"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message of the assistant, its extra keys included."""
        self._messages.append(message)

    def drafts(self, *, asks: str | None) -> list[Draft]:
        """The messages in order; the last one says which slot is being asked for."""
        drafts = [self._draft(message) for message in self._messages if message.get("text") or message.get("custom")]
        if drafts and asks:
            drafts[-1].data["meta"]["asks"] = asks
        return drafts

    def _draft(self, message: dict[str, Any]) -> Draft:
        response = message.get("utter_action")
        confirmation_id = message.get("confirmation_id")
        shown = [self._button(button, confirmation_id) for button in message.get("buttons") or []]
        meta = {"response": response} if response else {}
        data: dict[str, Any] = {"from": "assistant", "text": clean(message.get("text") or ""), "buttons": shown}
        data |= {"sources": message.get("sources") or [], "meta": meta}
        if message.get("cards"):
            data["cards"] = message["cards"]
        return Draft("message", "assistant", data, response, confirmation_id)

    def _button(self, button: dict[str, Any], confirmation_id: str | None) -> dict[str, str]:
        token = buttons.mint(
            self._conversation_id,
            button["payload"],
            title=button["title"],
            confirmation_id=confirmation_id,
            minutes=settings().button_minutes,
        )
        return {"title": button["title"], "token": token}


def clean(text: str) -> str:
    """A text fit for storing and showing: without NUL, with contacts masked."""
    return mask_contacts(text.replace("\x00", ""))


def asked_slot(requested: Any) -> str | None:
    """The name under which clients learn what is being asked for."""
    return "code" if requested in CODE_SLOTS else requested
