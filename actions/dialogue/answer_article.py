"""Answer from an article, and name it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.business.articles import articles, filled
from actions.dialogue.support_action import Say, SupportAction
from actions.dialogue.titles import title
from helpline.settings import settings


class ActionAnswerArticle(SupportAction):
    """What the article of the latest intent says, with a button for the task it may lead to."""

    def name(self) -> str:
        return "action_answer_article"

    async def perform(self, say: Say, tracker: Tracker) -> list[EventType]:
        intent = str((tracker.latest_message.get("intent") or {}).get("name"))
        article = articles(settings().articles_dir).get(intent)
        if article is None:
            say("utter_article_missing")
            return []
        say("utter_article", text=filled(article, _figures()), title=article.title, buttons=_buttons(article.next))
        return []


def _figures() -> dict[str, object]:
    known = settings()
    return {
        "return_days": known.return_window_days,
        "refund_days": f"{known.refund_days_min} to {known.refund_days_max}",
        "retention_days": known.retention_days,
    }


def _buttons(intent: str | None) -> list[dict[str, str]]:
    named = title(intent) if intent else None
    return [{"title": named, "payload": f"/{intent}"}] if named else []
