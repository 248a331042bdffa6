"""What is sealed is readable with the installation's key only."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from helpline.identity.cipher import SealBroken, seal, unseal
from helpline.settings import settings


@pytest.mark.parametrize("secret", ["", "123456", "zażółć", "a\0b", "\ud800", "x" * 10_000])
def test_what_was_sealed_comes_back(secret):
    """Any text survives, odd ones too."""
    assert unseal(seal(secret)) == secret


def test_a_seal_shows_nothing_and_is_never_the_same_twice():
    """Two seals of one code cannot be compared."""
    first, second = seal("123456"), seal("123456")
    assert first != second
    assert b"123456" not in first


def test_a_changed_seal_is_refused():
    """Nobody can edit what is sealed."""
    sealed = bytearray(seal("123456"))
    sealed[20] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(sealed))


def test_a_seal_of_another_key_is_refused(monkeypatch):
    """A database without its key is of no use."""
    sealed = seal("123456")
    monkeypatch.setenv("HELPLINE_ENCRYPTION_KEY", Fernet.generate_key().decode())
    settings.cache_clear()
    try:
        with pytest.raises(SealBroken):
            unseal(sealed)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
