"""Each way of failing has honest words of its own."""

from __future__ import annotations

import pytest

from actions.dialogue.apologies import apology
from actions.dialogue.list_orders import ActionListOrders
from helpline.backends.errors import BackendDown, BackendError, BackendTimeout, NotAllowed, NotFound, TooMany
from helpline.turn import NoTurn
from tests.actions.kernel import VERIFIED, Kernel
from tests.actions.stage import Stage


@pytest.mark.parametrize(
    ("error", "response"),
    [
        (BackendDown("orders"), "utter_backend_down"),
        (BackendTimeout("orders"), "utter_backend_down"),
        (BackendDown("tickets"), "utter_backend_tickets_down"),
        (TooMany("accounts", retry_after=60), "utter_backend_too_many"),
        (NotAllowed("orders", code="order_not_pending", detail="", allowed=[]), "utter_backend_refused"),
        (NotFound("orders"), "utter_backend_refused"),
        (NoTurn("outside"), "utter_outside_chat"),
        (ZeroDivisionError(), "utter_action_failed"),
    ],
)
def test_each_failure_has_its_words(error: Exception, response: str) -> None:
    """Away, too often, refused, outside the chat, or a fault of ours."""
    assert apology(error).response == response


@pytest.mark.parametrize("error", [BackendDown("orders"), TooMany("orders", retry_after=60)])
async def test_a_failure_is_noted_for_whoever_takes_over(stage: Stage, kernel: Kernel, error: BackendError) -> None:
    """The attempt stands in the handoff with the code it failed by."""
    kernel.identities.identity, kernel.orders.failures["list"] = VERIFIED, error
    await stage.hears("my orders", "list_orders").runs(ActionListOrders())
    assert kernel.attempts.calls[-1][1]["error_code"] == error.code
