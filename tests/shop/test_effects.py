"""`GET /effects/{key}` tells what became of a write."""

from __future__ import annotations

from tests.shop.api import Api, is_problem


def test_a_done_effect_has_its_answer(ann: Api) -> None:
    """Status and body are those of the first answer."""
    first = ann.cancel("#W7654321", key="e1")
    effect = ann.get("/effects/e1").json()
    assert (effect["key"], effect["state"], effect["status"]) == ("e1", "done", 200)
    assert effect["body"] == first.json()


def test_a_refused_effect_has_its_problem(ann: Api) -> None:
    """So that an unconfirmed write can be told as what it was."""
    ann.cancel("#W7654322", key="e2")
    effect = ann.get("/effects/e2").json()
    assert (effect["status"], effect["body"]["code"]) == (409, "order_not_pending")


def test_an_unknown_key_is_not_there(ann: Api, ben: Api) -> None:
    """Nor is somebody else's."""
    ann.cancel("#W7654321", key="e3")
    is_problem(ann.get("/effects/never"), 404, "effect_not_found")
    is_problem(ben.get("/effects/e3"), 404, "effect_not_found")


def test_a_service_learns_the_outcome_but_not_the_answer(ann: Api, service: Api) -> None:
    """Enough to resolve a write whose customer has left; a customer's data it does not get."""
    ann.cancel("#W7654321", key="e4")
    effect = service.get("/effects/e4").json()
    assert (effect["state"], effect["status"], effect["body"]) == ("done", 200, None)


def test_a_recognised_guest_has_no_effects(api: Api) -> None:
    """They cannot write."""
    is_problem(api.as_recognised("W7654321", "80279").get("/effects/e5"), 403, "level_too_low")
