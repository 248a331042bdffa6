"""Draw the conversation map from the rules and the domain: `python -m tests.contract.conversation_map` writes it."""

from __future__ import annotations

from collections import defaultdict

import yaml

from helpline.settings import ROOT
from tests.contract.project import domain

MAP = ROOT / "docs" / "conversation-map.md"
_HEAD = """# Conversation map

Made from `data/rules` and `domain.yml` by `python -m tests.contract.conversation_map`; `make check` says if it is old.
Arrows go from what a customer wants to what happens. A form's box lists what it may ask, in this order; a signed-in
customer is asked less, and whatever was said already is not asked again. From inside any form every article, `help`,
`repeat` and every task can be reached; the form goes on afterwards. `stop`, `start_over` and `goodbye` leave it.
"""


def drawn() -> str:
    """The whole page."""
    tasks, articles, others = _sorted_rules()
    lines = ["```mermaid", "flowchart LR"]
    for intent, action in sorted(tasks.items()):
        form = f"{intent}_form"
        slots = "<br/>".join(domain()["forms"][form]["required_slots"])
        lines += [f'  {intent}(["{intent}"]) --> {form}["{form}<br/><br/>{slots}"]', f"  {form} --> {action}[{action}]"]
    lines += ["```", "", "## Answered from an article", "", ", ".join(f"`{each}`" for each in sorted(articles)), ""]
    lines += ["## Answered at once", "", "| intent | what happens |", "|---|---|"]
    lines += [
        f"| `{intent}` | {', '.join(f'`{each}`' for each in steps)} |" for intent, steps in sorted(others.items())
    ]
    return _HEAD + "\n" + "\n".join(lines) + "\n"


def _sorted_rules() -> tuple[dict[str, str], set[str], dict[str, list[str]]]:
    """Intents that open a form with the action behind it, intents of articles, and what all others lead to."""
    tasks: dict[str, str] = {}
    articles: set[str] = set()
    others: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]:
            intents = [step["intent"] for step in rule["steps"] if "intent" in step]
            actions = [step["action"] for step in rule["steps"] if "action" in step]
            if not intents:
                continue
            if f"{intents[0]}_form" in domain()["forms"]:
                tasks[intents[0]] = f"action_{intents[0]}"
            elif actions == ["action_answer_article"]:
                articles.add(intents[0])
            elif actions and "intent" in rule["steps"][0]:
                others[intents[0]] += [action for action in actions if action not in others[intents[0]]]
    return tasks, articles, others


if __name__ == "__main__":
    MAP.write_text(drawn(), "utf-8")
