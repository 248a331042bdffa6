"""Name what a write would do, so that the write can refuse to do anything else."""

from __future__ import annotations

import hmac
import json
from typing import Any

from helpline.settings import settings
from shop.problems import Problem


def preview_id(action: str, effect: Any) -> str:
    """The same effect has the same id, another one never; nothing needs to be stored."""
    content = json.dumps([action, effect], sort_keys=True, default=str).encode()
    return "pv_" + hmac.digest(settings().shop_token_key.get_secret_value().encode(), content, "sha256").hex()[:40]


def must_match(shown: str | None, now: str) -> None:
    """Raises: Problem 409 `preview_stale` when something else was shown; without a preview nothing was."""
    if shown is not None and not hmac.compare_digest(shown.encode(), now.encode()):
        raise Problem(409, "preview_stale", "The request would now do something else than was shown. Look again.")
