"""Follow the rules, and give an open form the next word even after it stepped aside once."""

from __future__ import annotations

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecutionRejected, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class SupportRulePolicy(RulePolicy):
    """RulePolicy in which a rejection lasts for one message.

    In stock Rasa a form that rejected a message stays rejected until it runs again. When its turn then ends early,
    because its action failed, the next answer would go past the form to whatever rule fits the words.
    """

    @staticmethod
    def _find_action_from_loop_happy_path(tracker: DialogueStateTracker) -> tuple[str | None, str | None]:
        if tracker.active_loop and tracker.active_loop.rejected and not _rejected_since_last_message(tracker):
            tracker.active_loop.rejected = False
        found: tuple[str | None, str | None] = RulePolicy._find_action_from_loop_happy_path(tracker)
        return found


def _rejected_since_last_message(tracker: DialogueStateTracker) -> bool:
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        return True
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, ActionExecutionRejected):
            return True
    return False
