"""Add a sentence's meaning to its features, as a vector of the sentence model."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import sentence_model
from bot.nlu.sentence_model import SentenceModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeatures(GraphComponent):
    """A dense sentence feature; adds nothing where the environment says to go without a sentence model.

    Config: `alias`, the name by which classifiers choose it.
    """

    def __init__(self, name: str, model: SentenceModel | None) -> None:
        self._name = name
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {FEATURIZER_CLASS_ALIAS: None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeatures:
        folder = sentence_model.configured()
        model = sentence_model.load(folder) if folder else None
        return cls(config.get(FEATURIZER_CLASS_ALIAS) or execution_context.node_name, model)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The model's hash: else Rasa would keep what was trained on another model's vectors."""
        folder = sentence_model.configured()
        return sentence_model.digest(folder) if folder else sentence_model.WITHOUT

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        spoken = [message for message in messages if message.get(TEXT)]
        if self._model is not None and spoken:
            vectors = self._model([message.get(TEXT) for message in spoken])
            for message, vector in zip(spoken, vectors, strict=True):
                message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._name))
        return messages
