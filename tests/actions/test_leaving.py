"""Stopping and starting over change nothing and keep nothing private."""

from __future__ import annotations

import time

from actions.dialogue.affirm import ActionAffirm
from actions.dialogue.leaving import ActionStartOver, ActionStop
from tests.actions.kernel import Kernel
from tests.actions.stage import Stage


async def test_stop_leaves_the_form(stage: Stage, kernel: Kernel) -> None:
    """The form ends, its answers are forgotten, and a later yes finds no question."""
    stage.form, stage.slots = (
        "cancel_order_form",
        {"cancel_reason": "no longer needed", "identity_email": "a@b.example"},
    )
    stage.slots["current_order"] = "A-1001"
    assert await stage.hears("forget it", "stop").runs(ActionStop()) == ["utter_stop_form"]
    assert stage.form is None
    assert (stage.slots["cancel_reason"], stage.slots["identity_email"]) == (None, None)
    assert stage.slots["current_order"] == "A-1001"
    assert kernel.confirmations.called("decline")


async def test_stop_with_nothing_open_is_acknowledged(stage: Stage) -> None:
    """Nothing was open, so nothing is said to have been left."""
    assert await stage.hears("stop", "stop").runs(ActionStop()) == ["utter_stop"]


async def test_starting_over_forgets_the_order(stage: Stage) -> None:
    """Starting over forgets even which order was talked about."""
    stage.slots["current_order"] = "A-1001"
    assert await stage.hears("start over", "start_over").runs(ActionStartOver()) == ["utter_start_over"]
    assert stage.slots["current_order"] is None


async def test_a_yes_to_the_person_just_offered_brings_one(stage: Stage) -> None:
    """A yes to nothing in particular asks what to do."""
    assert await stage.hears("yes", "affirm").runs(ActionAffirm()) == ["utter_affirm"]
    stage.slots["person_offered"] = time.time()
    assert await stage.hears("yes", "affirm").runs(ActionAffirm()) == []
    assert stage.names("followup") == ["action_contact_human"]
