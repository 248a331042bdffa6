"""Run the assistant: Rasa's server with the channels of `credentials.yml`, its HTTP API off."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.rasa_logs import configure_rasa_logs
from helpline.errors import HelplineError
from helpline.logs import configure_logs
from helpline.settings import ROOT, settings


def main() -> None:
    """Start the server; the model is `HELPLINE_MODEL`, else the newest in `models/`."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        found = settings()
    except HelplineError as exc:
        sys.exit(str(exc))
    configure_logs(found.log_level)
    configure_rasa_logs()
    os.chdir(ROOT)
    _serve(_model())


def _model() -> str:
    named = os.environ.get("HELPLINE_MODEL")
    candidates = [Path(named)] if named else sorted(settings().models_dir.glob("*.tar.gz"), key=os.path.getmtime)
    if not candidates or not candidates[-1].is_file():
        sys.exit(f"There is no model{f' at {named}' if named else ''}. Run `make train` first.")
    return str(candidates[-1])


def _serve(model: str) -> None:
    # Imported late: TensorFlow takes its seconds, and a missing model should be told at once.
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    serve_application(
        model_path=model,
        interface=settings().host,
        port=settings().assistant_port,
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints("endpoints.yml"),
        enable_api=False,
    )


if __name__ == "__main__":
    main()
