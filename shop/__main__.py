"""Run the shop until it is told to stop."""

from __future__ import annotations

import logging
import signal
import sys

import uvicorn

from helpline.logs import Log, configure_logs
from helpline.settings import SettingsError, settings
from shop.app import create_server

log = Log("shop")
_GRACE_SECONDS = 5


def main() -> None:
    configure_logs(settings().log_level)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # it tells in prose what the events below say
    log.info("shop_starting", host=settings().host, port=settings().shop_port)
    # uvicorn stops in order and then raises the signal again, which would end us as if we had been killed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        create_server(),
        host=settings().host,
        port=settings().shop_port,
        log_config=None,
        access_log=False,
        ws="none",  # the locked websockets is older than uvicorn wants, and nothing here speaks it
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


if __name__ == "__main__":
    try:
        main()
    except SettingsError as exc:
        sys.exit(f"shop: {exc}")
