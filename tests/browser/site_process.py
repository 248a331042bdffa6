"""Run the real demo page, for tests that put their own assistant behind it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from sqlalchemy import text

from helpline.db import sync_engine
from shop.site import create_site

_PEOPLE = [("c_100", "Ann", "Lee", "pending"), ("c_200", "Ben", "Moss", "delivered")]


@contextmanager
def running_site() -> Iterator[str]:
    """The page's address while it is served from a thread of this process."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_site(), log_config=None, access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            thread.join(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def put_people_in() -> None:
    """Two customers with an order each: enough for the page's list."""
    with sync_engine().begin() as connection:
        for place, (customer, first, last, status) in enumerate(_PEOPLE):
            values = {"id": customer, "first": first, "last": last, "email": f"{first.lower()}@example.com"}
            values |= {"number": f"#W100000{place}", "key": f"W100000{place}", "status": status}
            values["address"] = '{"postcode": "80279"}'
            connection.execute(_CUSTOMER, values)
            connection.execute(_ORDER, values)


_CUSTOMER = text(
    "INSERT INTO shop.customers (id, first_name, last_name, email) VALUES (:id, :first, :last, :email)"
    " ON CONFLICT DO NOTHING"
)
_ORDER = text(
    "INSERT INTO shop.orders (number, number_key, number_loose, customer_id, status, placed_at, address)"
    " VALUES (:number, :key, :key, :id, :status, now(), cast(:address AS jsonb)) ON CONFLICT DO NOTHING"
)
