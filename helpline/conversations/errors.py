"""Why the conversation core refuses.

ConversationError
├── UnknownConversation   no such conversation
├── ConversationEnded     it was ended; a new one has to be started
├── IdReused              the same message id came with other content
├── ButtonUsed            this button was pressed before, by another message id
└── SequenceTaken         somebody else wrote to this conversation in the meantime: the turn must be done again
"""

from __future__ import annotations

from helpline.errors import HelplineError


class ConversationError(HelplineError):
    """The conversation core refuses; carries the conversation's id."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"{type(self).__name__}: {conversation_id}")
        self.conversation_id = conversation_id


class UnknownConversation(ConversationError):
    """No such conversation."""


class ConversationEnded(ConversationError):
    """The conversation was ended."""


class IdReused(ConversationError):
    """The same message id came before with other content."""


class ButtonUsed(ConversationError):
    """This button was pressed before, by another message id."""


class SequenceTaken(ConversationError):
    """Somebody else wrote to this conversation during the turn."""
