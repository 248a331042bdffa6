"""Start the action server: `python -m actions`."""

from __future__ import annotations

import sys

from rasa_sdk.endpoint import run

from helpline.settings import SettingsError, settings


def main() -> None:
    """Serve on the configured port until told to stop; SIGTERM and Ctrl-C end it in order."""
    try:
        port = settings().actions_port
    except SettingsError as exc:
        sys.exit(str(exc))
    run("actions", port=port, cors_origins="")


if __name__ == "__main__":
    main()
