"""Count what one address or one conversation does in a while, for all assistants together."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import case, delete, extract, func
from sqlalchemy.dialects.postgresql import insert

from helpline.db import async_engine
from helpline.errors import HelplineError
from helpline.settings import settings
from helpline.tables import limits as table

_CLEAN_UP_EVERY = 500  # counts, on average: the table stays small without a job of its own


class TooMany(HelplineError):
    """A limit is used up; `retry_after` is in whole seconds."""

    def __init__(self, key: str, retry_after: int) -> None:
        super().__init__(f"TooMany: {key}")
        self.retry_after = retry_after


async def count(key: str, *, limit: int, seconds: int) -> None:
    """Count one more under that key; the count begins anew when its time is over.

    Raises:
        TooMany: it was more than `limit` within these seconds.
    """
    now = func.clock_timestamp()
    over = table.c.began_at <= now - timedelta(seconds=seconds)
    statement = insert(table).values(key=key, began_at=now, count=1)
    statement = statement.on_conflict_do_update(
        index_elements=[table.c.key],
        set_={"count": case((over, 1), else_=table.c.count + 1), "began_at": case((over, now), else_=table.c.began_at)},
    )
    age = extract("epoch", now - table.c.began_at)  # no parameter here: SQLAlchemy 1.4 would put it in the wrong place
    async with async_engine().begin() as connection:
        row = (await connection.execute(statement.returning(table.c.count, age.label("age")))).one()
    if secrets.randbelow(_CLEAN_UP_EVERY) == 0:
        await forget_old()
    if row[0] > limit:
        raise TooMany(key.partition(":")[0], max(1, round(seconds - float(row.age))))


async def forget_old(*, hours: int = 24) -> None:
    """Delete the counts nobody has added to for that long."""
    old = table.c.began_at < func.clock_timestamp() - timedelta(hours=hours)
    async with async_engine().begin() as connection:
        await connection.execute(delete(table).where(old))


def address_key(address: str) -> str:
    """A key for a client's address that does not tell the address; an IPv6 network of one household counts as one."""
    try:
        parsed = ip_address(address)
        if isinstance(parsed, IPv6Address):
            parsed = parsed.ipv4_mapped or ip_address(int(parsed) >> 64 << 64)
        address = str(parsed)
    except ValueError:
        pass  # a socket path or nothing at all: counted together
    key = settings().chat_token_key.get_secret_value().encode()[:64]
    return "address:" + hashlib.blake2b(address.encode("utf-8", "replace"), key=key, digest_size=16).hexdigest()
