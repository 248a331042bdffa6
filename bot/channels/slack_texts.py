"""Name what the Slack channel itself has to say: about a message it cannot take, before any dialogue sees it."""

from __future__ import annotations

from enum import Enum


class Notice(str, Enum):
    """Said to one person only."""

    TOO_LONG = "That message is longer than the 2,000 characters I can read. Could you send it in shorter ones?"
    TOO_MANY = "You are writing faster than I can follow. Please wait a minute, then send the last message again."
    FILES = "I can't open files, sorry. Please write what is in it, or ask for a person."
    NOT_YOURS = "These buttons belong to somebody else's conversation. Write to me yourself and I will help."
    BUTTON_USED = "This button was used before."
    BUTTON_EXPIRED = "This button is too old. Please write what you would like instead."
    ENDED = "This conversation has ended. Please begin a new thread."


SIX_DIGITS = "The code has six digits."
CODE_NOT_ASKED = "No code is being asked for any more."
