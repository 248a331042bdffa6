"""What nobody asked for is taken up where possible, and what was said can be heard again."""

from __future__ import annotations

from actions.dialogue.inform import ActionInform
from actions.dialogue.repeat import ActionRepeat
from tests.actions.kernel import Kernel
from tests.actions.stage import Stage


async def test_an_order_number_alone_is_taken_up(stage: Stage) -> None:
    """The customer is asked what to do with the order, which is remembered."""
    assert await stage.hears("A-1001", order_number="A-1001").runs(ActionInform()) == ["utter_inform_order"]
    assert stage.slots["current_order"] == "A-1001"


async def test_anything_else_is_acknowledged(stage: Stage) -> None:
    """Without a number nothing is remembered."""
    assert await stage.hears("blue").runs(ActionInform()) == ["utter_inform_nothing"]
    assert "current_order" not in stage.slots


async def test_the_last_words_are_said_again(stage: Stage, kernel: Kernel) -> None:
    """Every message of the last answer, in order."""
    kernel.said = ["First.", "Second."]
    assert await stage.hears("what?", "repeat").runs(ActionRepeat()) == ["utter_repeat", "utter_repeat"]
    assert [message["text_again"] for message in stage.said] == ["First.", "Second."]


async def test_with_nothing_said_there_is_nothing_to_repeat(stage: Stage) -> None:
    """At the very beginning that is told."""
    assert await stage.hears("what?", "repeat").runs(ActionRepeat()) == ["utter_repeat_nothing"]
