"""Look up at the shop what became of a write."""

from __future__ import annotations

from urllib.parse import quote

from helpline.backends.asking import as_customer
from helpline.backends.calls import Call
from helpline.backends.errors import NotFound
from helpline.backends.parsing import accounts as parsing
from helpline.backends.pool import Pool
from helpline.backends.receipts import EffectReport
from helpline.backends.tokens import service_token
from helpline.identity import identities
from helpline.identity.identities import Level


class HttpEffectDesk:
    """The shop's memory of keys: it tells only whoever sent the write."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def look_up(self, key: str, *, conversation_id: str) -> EffectReport | None:
        path = f"/effects/{quote(key, safe='')}"
        identity = await identities.current(conversation_id)
        try:
            if identity.level is Level.VERIFIED:
                report, _ = await as_customer(
                    self._pool,
                    lambda asker: Call("GET", path, parsing.effect_report, asker.token),
                    conversation_id=conversation_id,
                )
                return report
            return await self._pool.send(Call("GET", path, parsing.effect_report, service_token()))
        except NotFound:
            return None
