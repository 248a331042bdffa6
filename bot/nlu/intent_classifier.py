"""Tell a message's intent, with a confidence that is the chance of being right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, issparse

from bot.nlu.intent_model import IntentModel
from bot.nlu.linear_model import TextFeatures

_NOTHING = {"name": None, "confidence": 0.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Logistic regression on sparse and dense sentence features, calibrated.

    Config: `featurizers`, the aliases of those it uses; `strength`, how closely it fits its examples; `folds`, into how
    many parts they are divided to learn its doubt about each part from a training on the others.
    """

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type[Any]]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"featurizers": ["words", "pieces", "meaning"], "strength": 10.0, "folds": 4}

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        with model_storage.read_from(resource) as folder:
            model = IntentModel.read(Path(folder)) if (Path(folder) / "intents.json").exists() else None
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT) and example.features]
        intents = [str(example.get(INTENT)) for example in examples]
        if len(set(intents)) > 1:
            features = [self._features(example) for example in examples]
            self._model = IntentModel.learn(
                features, intents, strength=self._config["strength"], folds=self._config["folds"]
            )
            with self._storage.write_to(self._resource) as folder:
                self._model.write(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._ranking(message)
            message.set(INTENT, ranking[0] if ranking else _NOTHING, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None or not message.get(TEXT) or not message.features:
            return []
        return [{"name": name, "confidence": confidence} for name, confidence in self._model(self._features(message))]

    def _features(self, message: Message) -> TextFeatures:
        found = {feature.origin: feature for feature in message.features if _of_whole_text(feature)}
        chosen = [found[name].features for name in self._config["featurizers"] if name in found]
        dense = [features[0] for features in chosen if not issparse(features)]
        counts = tuple(csr_matrix(features) for features in chosen if issparse(features))
        return TextFeatures(counts, np.concatenate(dense) if dense else None)


def _of_whole_text(feature: Features) -> bool:
    return bool(feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE)
