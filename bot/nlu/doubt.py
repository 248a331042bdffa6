"""Decide whether a message was understood, and what to offer where it may have been.

Three zones, by the first intent's chance of being right: clear, between, unclear. Between, the message carries the
meanings a customer may choose from; unclear, it carries none and is asked for in other words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import unreadable
from bot.nlu.unreadable import Unreadable

FALLBACK = "nlu_fallback"
MEANINGS = "meanings"
UNREADABLE = "unreadable"
Ranking = Sequence[Mapping[str, Any]]
# A number alone answers what was asked; where nothing was, whoever takes it up asks what it is.
_PLAIN = {Unreadable.NUMBER: "inform"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CalibratedFallback(GraphComponent, IntentClassifier):
    """Puts `nlu_fallback` first where the message was not understood.

    Config: `clear`, the chance from which an intent is believed; `plausible`, the chance from which it is offered;
    `offered`, how many at most; `never_offered`, intents that are no wish anybody would choose from a list;
    `empty_without_words`, intents that need an entity or a known word; `words`, the featurizer that knows words.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def required_components(cls) -> list[type[Any]]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "clear": 0.3,
            "plausible": 0.05,
            "offered": 3,
            "never_offered": [],
            "empty_without_words": [],
            "words": "words",
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CalibratedFallback:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._settle(message)
        return messages

    def _settle(self, message: Message) -> None:
        text, ranking = message.get(TEXT) or "", message.get(INTENT_RANKING_KEY) or []
        reason = unreadable.reason(text)
        plain = _PLAIN.get(reason) or unreadable.meant_by_sign(text) if reason else None
        if plain:
            self._set(message, {"name": plain, "confidence": 1.0}, ranking)
            return
        foreign = self._says_nothing(message, ranking)
        if reason or foreign or not ranking or ranking[0]["confidence"] < self._config["clear"]:
            message.set(UNREADABLE, reason.value if reason else None, add_to_output=True)
            message.set(MEANINGS, [] if reason or foreign else self._meanings(ranking), add_to_output=True)
            self._set(message, {"name": FALLBACK, "confidence": 1.0 - _first(ranking)}, ranking)

    def _says_nothing(self, message: Message, ranking: Ranking) -> bool:
        """Whether a message would be taken for an answer that holds no value and no word that was ever heard."""
        if not ranking or ranking[0]["name"] not in self._config["empty_without_words"] or message.get(ENTITIES):
            return False
        _, words = message.get_sparse_features(TEXT, [self._config["words"]])
        return words is not None and words.features.nnz == 0

    def _set(self, message: Message, intent: Mapping[str, Any], ranking: Ranking) -> None:
        others = [other for other in ranking if other["name"] != intent["name"]]
        message.set(INTENT, intent, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [intent, *others], add_to_output=True)

    def _meanings(self, ranking: Ranking) -> list[str]:
        plausible = [intent["name"] for intent in ranking if intent["confidence"] >= self._config["plausible"]]
        return [name for name in plausible if name not in self._config["never_offered"]][: self._config["offered"]]


def _first(ranking: Ranking) -> float:
    return float(ranking[0]["confidence"]) if ranking else 0.0
