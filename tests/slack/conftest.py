"""Fixtures of Slack's tests: the channel in a process of its own, and a Slack of ours that it talks to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from helpline.postgres import EmbeddedPostgres
from tests.slack.fake_slack import BOT_TOKEN, SIGNING_SECRET, FakeSlack
from tests.webchat.conftest import Server, serving


@pytest.fixture(scope="package")
def slack() -> Iterator[FakeSlack]:
    running = FakeSlack()
    yield running
    running.close()


@pytest.fixture(autouse=True)
def forgetful(slack: FakeSlack) -> None:
    """Each test begins with a Slack that has seen nothing."""
    slack.calls.clear()
    slack.posts.clear()
    slack.answers.clear()


@pytest.fixture(scope="package")
def channel(postgres: EmbeddedPostgres | None, state_dir: Path, slack: FakeSlack) -> Iterator[Server]:
    settings = {
        "slack_signing_secret": SIGNING_SECRET,
        "slack_bot_token": BOT_TOKEN,
        "slack_api_url": slack.url,
        "slack_posts_per_second": "50",
        "chat_messages_per_minute": "1000",
    }
    with serving(state_dir, **settings) as running:
        yield running


@pytest.fixture
def http(channel: Server, database: None) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=channel.url, timeout=10) as client:
        yield client
