"""Prove a customer by a statement the shop's site has signed."""

from __future__ import annotations

import json
import os
import secrets
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import text
from sqlalchemy.engine import Connection

from helpline.settings import settings
from shop.problems import Problem
from shop.settings import shop_settings

_ALGORITHMS = ["RS256", "ES256"]
_CLAIMS = ["iss", "aud", "sub", "iat", "exp", "jti"]
_LONGEST_ID = 200
_CLOCK_SKEW = 30


def mint(customer_id: str) -> str:
    """What the site gives a signed-in customer. Development only: a real site signs with a key of its own."""
    figures, now = shop_settings(), int(time.time())
    claims = {"iss": figures.site_issuer, "aud": figures.site_audience, "sub": customer_id, "iat": now}
    claims |= {"exp": now + figures.assertion_seconds, "jti": secrets.token_urlsafe(16)}
    key = _development_key()
    return jwt.encode(claims, key, "RS256", headers={"kid": _public(key)["kid"]})


def customer_of(connection: Connection, assertion: str) -> str:
    """Use an assertion up, and say whose it is.

    Raises:
        Problem: 403 `assertion_refused`, `assertion_expired` or `assertion_used`.
    """
    claims = _verified(assertion)
    used = connection.execute(
        text(
            "INSERT INTO shop.used_assertions (jti, expires_at) VALUES (:jti, to_timestamp(:until))"
            " ON CONFLICT DO NOTHING"
        ),
        # Kept for longer than it could be valid by any clock.
        {"jti": claims["jti"], "until": time.time() + 2 * shop_settings().assertion_seconds},
    )
    if not used.rowcount:
        raise Problem(403, "assertion_used", "This assertion was used before.")
    return str(claims["sub"])


def _verified(assertion: str) -> dict[str, Any]:
    figures = shop_settings()
    try:
        claims: dict[str, Any] = jwt.decode(
            assertion,
            _key_for(jwt.get_unverified_header(assertion).get("kid")),
            _ALGORITHMS,
            {"require": _CLAIMS},
            audience=figures.site_audience,
            issuer=figures.site_issuer,
            leeway=_CLOCK_SKEW,
        )
    except jwt.ExpiredSignatureError as exc:
        raise _expired() from exc
    except (jwt.PyJWTError, ValueError, TypeError) as exc:
        raise _refused() from exc
    if claims["iat"] < time.time() - figures.assertion_seconds:
        raise _expired()
    if not all(_is_id(claims[name]) for name in ("sub", "jti")):
        raise _refused()
    return claims


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable()


def _key_for(kid: str | None) -> Any:
    path = shop_settings().site_jwks or _development_jwks()
    keys = _read_jwks(path, path.stat().st_mtime_ns if path.exists() else 0)
    found = [key for key in keys if kid is None or key.key_id == kid]
    if len(found) != 1:
        raise jwt.InvalidKeyError("no such key")
    return found[0].key


@lru_cache(maxsize=4)
def _read_jwks(path: Path, changed_at: int) -> list[jwt.PyJWK]:
    if not changed_at:
        return []
    return jwt.PyJWKSet.from_dict(json.loads(path.read_text("utf-8"))).keys


def _development_jwks() -> Path:
    if settings().environment == "production":  # where a pair left over from development must prove nobody
        raise jwt.InvalidKeyError("HELPLINE_SHOP_SITE_JWKS is not set")
    path = settings().state_dir / "site" / "jwks.json"
    if not path.exists():
        _development_key()
    return path


def _development_key() -> rsa.RSAPrivateKey:
    """The site's key pair, made at its first use, with the public half in a JWKS file beside it."""
    folder = settings().state_dir / "site"
    private = folder / "private.pem"
    if not private.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_once(private, _fresh_pem())
    key = serialization.load_pem_private_key(private.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    if not (folder / "jwks.json").exists():
        _write_once(folder / "jwks.json", json.dumps({"keys": [_public(key)]}, indent=1).encode())
    return key


def _fresh_pem() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_once(path: Path, content: bytes) -> None:
    """The first of several processes wins; the file is whole from its first moment."""
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _public(key: rsa.RSAPrivateKey) -> dict[str, Any]:
    public: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**public, "kid": f"site-{public['n'][:8]}", "alg": "RS256", "use": "sig"}


def _expired() -> Problem:
    return Problem(403, "assertion_expired", "This assertion is too old.")


def _refused() -> Problem:
    return Problem(403, "assertion_refused", "This assertion was not signed by the shop's site.")
