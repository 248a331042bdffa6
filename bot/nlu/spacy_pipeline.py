"""Give Rasa the project's own spaCy pipeline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.utils.spacy_utils import SpacyNLP

from bot.nlu import spacy_build

ROOT = Path(__file__).resolve().parents[2]


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="ProjectSpacyNLP",
)
class ProjectSpacyNLP(SpacyNLP):
    """`SpacyNLP` on a pipeline that is found or built, never downloaded.

    Config: `shapes`, the folder of shapes it is built from, and `folder`, where built pipelines are kept; both relative
    to the project. The environment's `SPACY_BASE` names an installed spaCy model to start from.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # Order numbers differ from words by their capitals; SpacyNLP would lower them.
        return {"case_sensitive": True, "shapes": "data/nlu/_shared", "folder": "models/spacy"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ProjectSpacyNLP:
        config = {**cls.get_default_config(), **config}
        path = spacy_build.find_or_build(ROOT / config["shapes"], ROOT / config["folder"], base=_base())
        model = cls.load_model(str(path))
        cls.ensure_proper_language_model(model.model)
        return cls(model, config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The pipeline's hash: Rasa itself would only see that the config is unchanged, and keep what it trained."""
        config = {**cls.get_default_config(), **config}
        return spacy_build.fingerprint(ROOT / config["shapes"], base=_base())


def _base() -> str:
    return os.environ.get("SPACY_BASE", "")
