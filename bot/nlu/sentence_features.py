"""Add a sentence's meaning and that of each of its words to its features, as vectors of the sentence model."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS, TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import sentence_model
from bot.nlu.encoder import Array
from bot.nlu.sentence_model import SentenceModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeatures(GraphComponent):
    """Dense features of the sentence and of its tokens.

    Adds nothing where the environment says to go without a sentence model.

    Config: `alias`, the name by which classifiers choose it.
    """

    def __init__(self, name: str, model: SentenceModel | None) -> None:
        self._name = name
        self._model = model

    @classmethod
    def required_components(cls) -> list[type[Any]]:
        return [Tokenizer]

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
            for message, vectors in zip(
                spoken, self._model.read([message.get(TEXT) for message in spoken]), strict=True
            ):
                self._add(message, FEATURE_TYPE_SENTENCE, vectors.whole[None, :])
                tokens = message.get(TOKENS_NAMES[TEXT])
                if tokens:
                    of_tokens = np.stack([vectors.of(token.start, token.end) for token in tokens])
                    self._add(message, FEATURE_TYPE_SEQUENCE, of_tokens)
        return messages

    def _add(self, message: Message, kind: str, vectors: Array) -> None:
        message.add_features(Features(vectors, kind, TEXT, self._name))
