"""Name a wish in the customer's words, as a button says it."""

from __future__ import annotations

from functools import lru_cache

import yaml

from helpline.settings import ROOT

_MEANING = "utter_meaning_"


def title(intent: str) -> str | None:
    """The first wording of `utter_meaning_<intent>` in domain.yml; None for what no button offers."""
    return _titles().get(f"{_MEANING}{intent}")


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    # Rasa sends an action no responses, and a button of a response cannot depend on what was understood.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    responses = yaml.load((ROOT / "domain.yml").read_text("utf-8"), loader)["responses"]
    return {name: wordings[0]["text"] for name, wordings in responses.items() if name.startswith(_MEANING)}
