"""Each response is said somewhere, and each that is said exists."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from tests.contract.project import dialogue, domain, named_in_code


@pytest.mark.parametrize("response", sorted(domain()["responses"]))
def test_a_response_is_used(response: str) -> None:
    """A rule, a form's question or our code says it."""
    assert response in _said() or any(response.startswith(start) for start in named_in_code("utter_")[1])


@pytest.mark.parametrize("response", sorted(domain()["responses"]))
def test_a_response_has_text(response: str) -> None:
    """Every wording can be read, also where there are no buttons."""
    assert all(wording.get("text", "").strip() for wording in domain()["responses"][response])


def test_what_is_said_exists() -> None:
    """A response that a rule or our code names is in the domain."""
    assert _said() - _questions() <= set(domain()["responses"])


def test_what_is_put_together_exists() -> None:
    """For each name made of parts there is at least one response that begins so."""
    beginnings = named_in_code("utter_")[1] - {"utter_"}
    assert {start for start in beginnings if not any(name.startswith(start) for name in domain()["responses"])} == set()


_FIELD_OF_A_MESSAGE = "utter_action"  # Rasa's key for the response's name


@lru_cache(maxsize=1)
def _said() -> set[str]:
    in_code = named_in_code("utter_")[0] - {_FIELD_OF_A_MESSAGE}
    return set(re.findall(r"utter_\w+", dialogue())) | in_code | _questions()


def _questions() -> set[str]:
    """The names Rasa asks for by itself: of each form's slots."""
    found = set()
    for form, content in domain()["forms"].items():
        for slot in content["required_slots"]:
            found |= {f"utter_ask_{slot}", f"utter_ask_{form}_{slot}"}
    return found
