"""Keep the articles: short texts of the shop's own, each answering one intent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml


class ArticleError(ValueError):
    """An article cannot be read; the message names its file."""


@dataclass(frozen=True)
class Article:
    """One answer.

    Args:
        title: named as the source of the answer.
        text: what is said; `{figure}` stands for a setting.
        next: the task an answer may lead to, offered as a button.
    """

    intent: str
    title: str
    text: str
    next: str | None = None


@lru_cache(maxsize=4)
def articles(folder: Path) -> Mapping[str, Article]:
    """Every article of a folder by its intent: `<intent>.md` with a YAML head.

    Raises:
        ArticleError
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.md"))}


def filled(article: Article, figures: Mapping[str, object]) -> str:
    """The text with its figures.

    Raises:
        ArticleError: it names a figure that nobody set.
    """
    try:
        return article.text.format(**figures)
    except (KeyError, IndexError, ValueError) as exc:
        raise ArticleError(f"{article.intent}.md: {exc}") from exc


def _read(path: Path) -> Article:
    parts = path.read_text("utf-8").split("---\n", 2)
    head = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    if not isinstance(head, dict) or not head.get("title") or head.get("intent") != path.stem:
        raise ArticleError(f"{path.name}: a head with `intent: {path.stem}` and a title is needed")
    text = " ".join(parts[2].split())
    if not text:
        raise ArticleError(f"{path.name}: it is empty")
    return Article(path.stem, str(head["title"]), text, head.get("next"))
