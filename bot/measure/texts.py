"""Read labelled texts: held-out files, outside JSON lines, published CSV tables."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import INTENT, TEXT

from bot.measure.reading import Entity
from helpline.errors import HelplineError

# Published sets have other names for what we have one for.
_OUR_NAMES = {"delivery_delay": "track_order", "restart": "start_over", "check_invoice": "get_invoice"}
_NOTHING = {"NO_NODES_DETECTED": "out_of_scope"}


class TextsError(HelplineError):
    """A file of labelled texts cannot be read; the message names it, and the line."""


@dataclass(frozen=True)
class Labelled:
    """A text with its intent, its entities where they are known, and the part of the file it belongs to."""

    text: str
    intent: str
    entities: tuple[Entity, ...] = ()
    suite: str = ""


def of_training_files(folder: Path) -> list[Labelled]:
    """Every example of a folder in Rasa's YAML.

    Raises:
        TextsError: there is none.
    """
    found = [
        Labelled(
            example.get(TEXT),
            example.get(INTENT),
            tuple(
                Entity(one["entity"], str(one["value"]), one["start"], one["end"])
                for one in example.get("entities", [])
            ),
        )
        for example in training_data_from_paths([str(folder)], "en").intent_examples
        if example.get(TEXT)
    ]
    if not found:
        raise TextsError(f"{folder} holds no examples.")
    return found


def of_json_lines(path: Path) -> list[Labelled]:
    """One text a line: `{"text", "intent"}`, and `suite` or `source` to count it by.

    Raises:
        TextsError
    """
    return list(_json_lines(path))


def of_table(path: Path) -> list[Labelled]:
    """A CSV with the columns `sentence` (or `text`) and `label` (or `intent`).

    Raises:
        TextsError
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return [Labelled(_of(row, "sentence", "text"), _label(_of(row, "label", "intent"))) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError) as exc:
        raise TextsError(f"{path}: needs the columns sentence and label, in UTF-8 ({exc}).") from exc


def _json_lines(path: Path) -> Iterator[Labelled]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise TextsError(f"{path}: {exc}") from exc
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            suite = str(row.get("suite") or row.get("source") or "")
            yield Labelled(str(row["text"]), _OUR_NAMES.get(row["intent"], str(row["intent"])), suite=suite)
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise TextsError(f'{path}, line {number}: needs {{"text": …, "intent": …}} ({exc!r}).') from exc


def _of(row: dict[str, str], *names: str) -> str:
    return next(row[name] for name in names if name in row) if any(name in row for name in names) else row[names[0]]


def _label(name: str) -> str:
    return _NOTHING.get(name, name)
