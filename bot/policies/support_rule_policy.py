"""Follow the rules, and give an open form the next word even after it stepped aside once."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

AGENDA = "agenda"
NEXT_WISH = "action_next_wish"
_NOT_NOW = frozenset({"nlu_fallback", "contact_human", "goodbye", "start_over"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class SupportRulePolicy(RulePolicy):
    """RulePolicy in which a rejection lasts for one message.

    In stock Rasa a form that rejected a message stays rejected until it runs again. When its turn then ends early,
    because its action failed, the next answer would go past the form to whatever rule fits the words.

    Where nothing is open and a wish waits on the agenda, it is taken up before the customer is listened to.
    """

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The next action, as rules and forms have it; before listening, what waits."""
        prediction = super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        if not _something_waits(tracker) or prediction.max_confidence_index != domain.index_for_action(
            ACTION_LISTEN_NAME
        ):
            return prediction
        return self._rule_prediction(self._prediction_result(NEXT_WISH, tracker, domain), "")

    @staticmethod
    def _find_action_from_loop_happy_path(tracker: DialogueStateTracker) -> tuple[str | None, str | None]:
        if tracker.active_loop and tracker.active_loop.rejected and not _rejected_since_last_message(tracker):
            tracker.active_loop.rejected = False
        found: tuple[str | None, str | None] = RulePolicy._find_action_from_loop_happy_path(tracker)
        return found


def _something_waits(tracker: DialogueStateTracker) -> bool:
    """A wish waits, no form is open, and the customer was not left with another question."""
    agenda = tracker.slots.get(AGENDA)
    if tracker.active_loop_name or agenda is None or not agenda.value or tracker.latest_message is None:
        return False
    if tracker.latest_action_name == NEXT_WISH:
        return False
    return (tracker.latest_message.intent or {}).get("name") not in _NOT_NOW


def _rejected_since_last_message(tracker: DialogueStateTracker) -> bool:
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        return True
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, ActionExecutionRejected):
            return True
    return False
