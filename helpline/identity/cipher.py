"""Seal what must not be readable at rest: tokens, one-time codes, private slots."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from helpline.errors import HelplineError
from helpline.settings import SettingsError, settings


class SealBroken(HelplineError):
    """What was sealed cannot be opened: it was changed, or sealed under another key."""


def seal(secret: str) -> bytes:
    """Encrypt under the installation's key; lone surrogates survive the round trip."""
    return _fernet(settings().encryption_key.get_secret_value()).encrypt(secret.encode("utf-8", "surrogatepass"))


def unseal(sealed: bytes) -> str:
    """The text that was sealed.

    Raises:
        SealBroken: see there.
    """
    try:
        opened = _fernet(settings().encryption_key.get_secret_value()).decrypt(bytes(sealed))
    except InvalidToken as exc:
        raise SealBroken("A sealed value cannot be opened with HELPLINE_ENCRYPTION_KEY.") from exc
    return opened.decode("utf-8", "surrogatepass")


def stand_in(private: str) -> str:
    """What stands for a private text where texts are compared and kept: nobody without the key can try what it was."""
    key = settings().encryption_key.get_secret_value().encode()
    return hmac.new(key, f"stand-in:{private}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]


@lru_cache(maxsize=2)
def _fernet(key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise SettingsError("HELPLINE_ENCRYPTION_KEY must be 32 url-safe base64 bytes.") from None
