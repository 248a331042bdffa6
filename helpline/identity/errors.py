"""Why somebody is not who they would have to be.

IdentityError
├── IdentityExpired    no valid proof is left; the customer has to prove it again
├── OtherCustomer      this conversation belongs to another customer already
├── NotRecognised      order number and e-mail address or postcode do not belong together
├── AssertionRefused   the site's assertion is forged, expired or used before
└── CodeRefused        the one-time code was not accepted; `reason` says why
"""

from __future__ import annotations

from enum import Enum

from helpline.errors import HelplineError


class IdentityError(HelplineError):
    """Somebody is not who they would have to be; never carries what they typed."""


class IdentityExpired(IdentityError):
    """No valid proof is left for this conversation."""


class OtherCustomer(IdentityError):
    """This conversation belongs to another customer already."""


class NotRecognised(IdentityError):
    """Order number and e-mail address or postcode do not belong together, or there is no such order."""


class AssertionRefused(IdentityError):
    """The site's assertion was not accepted."""


class CodeFault(str, Enum):
    """Why a one-time code was not accepted."""

    WRONG = "wrong"
    EXPIRED = "expired"  # too old, used before, or tried too often: another one is needed
    NONE_OPEN = "none_open"  # no code was sent in this conversation


class CodeRefused(IdentityError):
    """The one-time code was not accepted."""

    def __init__(self, reason: CodeFault) -> None:
        super().__init__(f"code refused: {reason.value}")
        self.reason = reason
