"""The root of every error Helpline raises on purpose.

HelplineError
├── SettingsError        a setting is missing or wrong              (helpline/settings.py)
├── DatabaseAway         Postgres cannot be reached                 (helpline/db.py)
├── ConversationError    the conversation core refuses              (helpline/conversations/errors.py)
├── IdentityError        somebody is not who they would have to be  (helpline/identity/errors.py)
└── BackendError         a call to the shop failed or was refused   (helpline/backends/errors.py)
"""

from __future__ import annotations


class HelplineError(Exception):
    """Anything Helpline itself can name as having gone wrong."""
