"""Settle which entities a message holds: the pipeline's rules and the trained model, merged and normalised."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import ENTITY_ATTRIBUTE_CONFIDENCE_TYPE, SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.merging import Candidate, merge
from bot.nlu.shapes import ENTITIES as WITH_A_SHAPE
from bot.nlu.spacy_pipeline import ProjectSpacyNLP


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SettledEntities(GraphComponent, EntityExtractorMixin):
    """The last word on entities; stands behind every other extractor.

    The rules' entities are read from the document the tokenizer used: `SpacyEntityExtractor` would run spaCy again.
    """

    @classmethod
    def required_components(cls) -> list[type[Any]]:
        return [ProjectSpacyNLP]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SettledEntities:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            candidates = [*_by_rule(message), *_by_model(message)]
            settled = self.add_extractor_name([_as_rasa_writes(candidate) for candidate in merge(candidates)])
            message.set(ENTITIES, settled, add_to_output=True)
        return messages


def _by_rule(message: Message) -> list[Candidate]:
    doc = message.get(SPACY_DOCS[TEXT])
    return [
        Candidate(entity.label_, entity.start_char, entity.end_char, entity.text, by_rule=True)
        for entity in (doc.ents if doc is not None else ())
        if entity.label_ in WITH_A_SHAPE
    ]


def _by_model(message: Message) -> list[Candidate]:
    # A value that is not what the text says there was put there by the synonyms: keep it.
    return [
        Candidate(
            found[ENTITY_ATTRIBUTE_TYPE],
            found[ENTITY_ATTRIBUTE_START],
            found[ENTITY_ATTRIBUTE_END],
            str(found[ENTITY_ATTRIBUTE_VALUE]),
            confidence=found.get(ENTITY_ATTRIBUTE_CONFIDENCE_TYPE),
        )
        for found in message.get(ENTITIES, [])
    ]


def _as_rasa_writes(candidate: Candidate) -> dict[str, Any]:
    return {
        ENTITY_ATTRIBUTE_TYPE: candidate.entity,
        ENTITY_ATTRIBUTE_START: candidate.start,
        ENTITY_ATTRIBUTE_END: candidate.end,
        ENTITY_ATTRIBUTE_VALUE: candidate.value,
        **({ENTITY_ATTRIBUTE_CONFIDENCE_TYPE: candidate.confidence} if candidate.confidence is not None else {}),
    }
