"""What the assistant says, as Slack shows it: nothing smuggled, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.slack_blocks import escaped, messages, modal
from bot.channels.slack_delivery import is_for_all


def rendered(text: str = "Hello", **more: Any) -> list[dict[str, Any]]:
    return messages({"text": text, "seq": 7, **more}, conversation_id="slack-1")


def words(sent: list[dict[str, Any]]) -> str:
    blocks = [block for message in sent for block in message["blocks"] if block["type"] == "section"]
    return "".join(block["text"]["text"] for block in blocks)


@pytest.mark.parametrize("text", ["<!channel> all", "<@U123>", "<https://evil.example|the shop>", "a & b < c"])
def test_nothing_commands_slack(text: str) -> None:
    """Whatever was written, no unescaped bracket of its own reaches Slack."""
    assert "<" not in escaped(text).replace("<https://evil.example>", "")


def test_addresses_become_links() -> None:
    """A link is marked as one, without the full stop after it."""
    assert escaped("see https://shop.example/o?a=1&b=2.") == "see <https://shop.example/o?a=1&amp;b=2>."


@pytest.mark.parametrize("text", ["word " * 2_000, "x" * 9_000, "&" * 4_000, "line\n" * 1_500])
def test_long_texts_are_split_and_complete(text: str) -> None:
    """Every section fits Slack's limit, and together they hold every word."""
    sent = rendered(text)
    assert all(len(block["text"]["text"]) <= 3_000 for message in sent for block in message["blocks"])
    assert words(sent).replace("&amp;", "&").split() == text.split() or len(words(sent)) >= len(text)


def test_many_buttons_are_split_into_rows() -> None:
    """Slack takes 25 buttons a row; titles over 75 characters are cut."""
    buttons = [{"title": f"{place} " + "t" * 90, "token": "x" * 3_000} for place in range(60)]
    rows = [block for block in rendered(buttons=buttons)[0]["blocks"] if block["type"] == "actions"]
    assert [len(row["elements"]) for row in rows] == [25, 25, 10]
    assert max(len(each["text"]["text"]) for row in rows for each in row["elements"]) == 75


def test_buttons_are_gone_once_one_is_used() -> None:
    """What was chosen stands in their place."""
    sent = messages(
        {"text": "Shall I?", "seq": 7, "buttons": [{"title": "Yes", "token": "t"}]},
        conversation_id="slack-1",
        pressed="Yes",
    )
    assert [block["type"] for block in sent[0]["blocks"]] == ["section", "context"]


def test_a_code_is_asked_for_in_a_form() -> None:
    """Beside the other buttons there is one that opens the form, so that no code is written in a channel."""
    row = rendered(meta={"asks": "code"}, buttons=[{"title": "Stop", "token": "t"}])[0]["blocks"][-1]
    assert [each["action_id"] for each in row["elements"]] == ["open_form:code", "press:0"]
    view = modal("code", conversation_id="slack-1")
    assert (view["callback_id"], view["private_metadata"]) == ("code", "slack-1")


@pytest.mark.parametrize(
    ("response", "public"),
    [("utter_greet", True), ("utter_article", True), ("utter_track_order_shipped", False), ("", False)],
)
def test_only_general_words_are_for_all(response: str, public: bool) -> None:
    """In a channel everything is for the asking person's eyes only, unless it says nothing about anybody."""
    assert is_for_all({"from": "assistant", "meta": {"response": response}}) is public
