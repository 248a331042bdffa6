"""Write what a model understands as a page to look at and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATE = "page.html.j2"


def write(folder: Path, figures: Mapping[str, Any], *, model: str, losses: Sequence[str]) -> None:
    """`report.json` and `report.html` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    points = figures["thresholds"]
    page = templates.get_template(TEMPLATE).render(
        figures=figures,
        model=model,
        at=f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        losses=losses,
        bins=[(one["confidence"], one["right"]) for one in figures["calibration"]["bins"]],
        **{name: [(one["threshold"], one[name]) for one in points] for name in ("lenient", "fallback", "declined")},
    )
    (folder / "report.html").write_text(page, "utf-8")
