"""What became of an unconfirmed change is told when it is known, to whom it belongs."""

from __future__ import annotations

import pytest

from actions.dialogue.effect_resolved import ActionEffectResolved
from helpline.effects import State
from tests.actions.kernel import Kernel, effect
from tests.actions.stage import Stage


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ["utter_effect_cancelled"]),
        ({"state": State.FAILED}, ["utter_effect_failed"]),
        ({"action": "create_ticket", "backend": "tickets", "reply": {"number": "T-7"}}, ["utter_effect_ticket"]),
        ({"conversation_id": "webchat-2"}, []),
    ],
)
async def test_each_outcome_has_its_words(
    stage: Stage, kernel: Kernel, changes: dict[str, object], said: list[str]
) -> None:
    """Done, refused, a ticket's number; nothing at all about another conversation's change."""
    kernel.effects.known["hl-7-abc"] = effect(**changes)
    assert await stage.hears("", "effect_resolved", effect="hl-7-abc").runs(ActionEffectResolved()) == said
