"""`helpline slack`: the manifest, and the checklist."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from helpline.commands.slack import SCOPES, app
from helpline.settings import settings
from tests.slack.fake_slack import BOT_TOKEN, FakeSlack


@pytest.fixture
def configured(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("HELPLINE_SLACK_SIGNING_SECRET", "s")
    monkeypatch.setenv("HELPLINE_SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("HELPLINE_SLACK_API_URL", slack.url)
    settings.cache_clear()
    return monkeypatch


@pytest.fixture(autouse=True)
def settings_of_their_own() -> Iterator[None]:
    yield
    settings.cache_clear()


def test_the_manifest_names_our_addresses() -> None:
    """What it says is what the channel opens and needs."""
    found = json.loads(CliRunner().invoke(app, ["manifest", "https://chat.shop.example/"]).stdout)
    assert found["settings"]["event_subscriptions"]["request_url"] == "https://chat.shop.example/webhooks/slack/events"
    assert found["oauth_config"]["scopes"]["bot"] == list(SCOPES)


def test_a_complete_installation_passes(slack: FakeSlack, configured: pytest.MonkeyPatch) -> None:
    """Settings, token and scopes are there."""
    body = {"ok": True, "team": "Tests"}
    slack.answers["auth.test"] = [(200, {"X-OAuth-Scopes": ",".join(SCOPES)}, body)]
    result = CliRunner().invoke(app, ["check"])
    assert (result.exit_code, result.stdout.count("MISSING")) == (0, 0)


def test_missing_scopes_are_named(slack: FakeSlack, configured: pytest.MonkeyPatch) -> None:
    """And what to do about them."""
    slack.answers["auth.test"] = [(200, {"X-OAuth-Scopes": "chat:write"}, {"ok": True, "team": "Tests"})]
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert "im:history" in result.stdout


def test_a_refused_token_is_named(configured: pytest.MonkeyPatch) -> None:
    """Slack's own word is repeated."""
    configured.setenv("HELPLINE_SLACK_BOT_TOKEN", "xoxb-revoked")
    settings.cache_clear()
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert "invalid_auth" in result.stdout
