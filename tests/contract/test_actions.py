"""The action server offers exactly what the domain names."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from tests.contract.project import domain

_RASAS_OWN = {"action_session_start", "action_default_fallback", "action_restart", "action_back", "action_listen"}


def test_registered_actions_are_the_domains() -> None:
    """An action missing on either side would be found by a customer."""
    executor = ActionExecutor()
    executor.register_package("actions")
    named = {next(iter(entry)) if isinstance(entry, dict) else entry for entry in domain()["actions"]}
    assert set(executor.actions) - _RASAS_OWN == named - _RASAS_OWN


def test_every_form_has_its_validator() -> None:
    """Slots are set by validators only, so a form without one would never end."""
    named = {next(iter(entry)) if isinstance(entry, dict) else entry for entry in domain()["actions"]}
    assert {f"validate_{form}" for form in domain()["forms"]} <= named
