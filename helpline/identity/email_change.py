"""Give an account another e-mail address: a code goes to the new one, and only its holder can finish."""

from __future__ import annotations

from helpline.backends.compose import backends
from helpline.backends.errors import NotAllowed
from helpline.identity import rows
from helpline.identity.cipher import unseal
from helpline.identity.errors import CodeFault, CodeRefused
from helpline.turn import TurnContext

_SPENT = {"code_expired", "code_used", "code_spent", "too_many_attempts"}


async def begin(turn: TurnContext, email: str) -> None:
    """Have a code sent to the new address. Whether that address has an account already is not told.

    Raises:
        TooMany: too many codes for this address.
        IdentityExpired, BackendError
    """
    verification_id = await backends().accounts.begin_email_change(email, key=f"hl-{turn.turn_id}-email-begin")
    await rows.open_code(turn.conversation_id, verification_id)


async def finish(turn: TurnContext) -> None:
    """Redeem the code this turn's message holds: the account then has the new address.

    Raises:
        CodeRefused: with the reason.
        IdentityExpired, BackendError
    """
    row = await rows.load(turn.conversation_id)
    secret = await rows.secret_of(turn.turn_id)
    if row.verification_id is None or secret is None:
        raise CodeRefused(CodeFault.NONE_OPEN)
    if not row.code_open:
        raise CodeRefused(CodeFault.EXPIRED)
    key = f"hl-{turn.turn_id}-email-finish"
    try:
        await backends().accounts.finish_email_change(row.verification_id, code=unseal(secret), key=key)
    except NotAllowed as exc:
        raise CodeRefused(CodeFault.EXPIRED if exc.code in _SPENT else CodeFault.WRONG) from exc
