"""Connect a Slack workspace: print the app's manifest, and check that everything it needs is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass

import typer
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from helpline.settings import settings

app = typer.Typer(no_args_is_help=True, help="Connect a Slack workspace.")
SCOPES = ("app_mentions:read", "channels:history", "chat:write", "groups:history", "im:history")
EVENTS = ("app_mention", "message.channels", "message.groups", "message.im")


@dataclass(frozen=True)
class Point:
    """One point of the checklist; `todo` says what to do where it is not met."""

    name: str
    met: bool
    todo: str


@app.command()
def manifest(address: str = typer.Argument(..., help="The assistant's public address, https://…")) -> None:
    """Print the manifest to create the Slack app from: api.slack.com → Create New App → From a manifest."""
    print(json.dumps(manifest_for(address), indent=2))


@app.command()
def check() -> None:
    """Check the settings, the token and its scopes; exit code 1 where something is missing."""
    points = asyncio.run(_points())
    for point in points:
        print(f"{'ok     ' if point.met else 'MISSING'} {point.name}" + ("" if point.met else f": {point.todo}"))
    raise typer.Exit(0 if all(point.met for point in points) else 1)


def manifest_for(address: str) -> dict[str, object]:
    """The manifest of an app whose requests go to that address."""
    base = address.rstrip("/") + "/webhooks/slack"
    return {
        "display_information": {"name": "Helpline", "description": "Answers questions about orders"},
        "features": {
            "bot_user": {"display_name": "Helpline", "always_online": True},
            "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": f"{base}/events", "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, "request_url": f"{base}/interactions"},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


async def _points() -> list[Point]:
    return [*_of_settings(), *await _of_slack()]


def _of_settings() -> Iterator[Point]:
    secret = settings().slack_signing_secret.get_secret_value()
    yield Point(
        "signing secret", bool(secret), "set HELPLINE_SLACK_SIGNING_SECRET (Basic Information → App Credentials)"
    )
    token = settings().slack_bot_token.get_secret_value()
    todo = "set HELPLINE_SLACK_BOT_TOKEN to the bot's token, xoxb-… (OAuth & Permissions)"
    yield Point("bot token", token.startswith("xoxb-"), todo)


async def _of_slack() -> list[Point]:
    client = AsyncWebClient(
        settings().slack_bot_token.get_secret_value(), base_url=settings().slack_api_url, timeout=10
    )
    try:
        answer = await client.auth_test()
    except SlackApiError as exc:
        return [Point("Slack knows the token", False, f"Slack says {exc.response.get('error')}: install the app again")]
    except (OSError, asyncio.TimeoutError) as exc:
        return [
            Point("Slack can be reached", False, f"{type(exc).__name__}: check HELPLINE_SLACK_API_URL and the network")
        ]
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes") or "").split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    todo = f"add {', '.join(missing)} (OAuth & Permissions) and install the app again"
    return [Point(f"Slack knows the token: {answer['team']}", True, ""), Point("scopes", not missing, todo)]
