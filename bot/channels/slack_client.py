"""Call Slack with its own client: one session, one post a second and channel, and patience when told to wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.slack_events import Place
from helpline.logs import Log
from helpline.settings import settings

log = Log("bot.slack")
_TIMEOUT_SECONDS = 10
_WAITS_WHEN_TOLD = 5
_EVENT = "helpline_message"
FAILURES = (SlackApiError, aiohttp.ClientError, OSError, asyncio.TimeoutError)


class SlackClient:
    """What the channel asks of Slack; made in the loop that uses it."""

    def __init__(self) -> None:
        self._web = AsyncWebClient(
            settings().slack_bot_token.get_secret_value(),
            base_url=settings().slack_api_url,
            timeout=_TIMEOUT_SECONDS,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=_WAITS_WHEN_TOLD)],
        )
        self._free_at: dict[str, float] = {}

    async def post(self, place: Place, message: Mapping[str, Any], *, seq: int, private: bool) -> None:
        """One message in the thread; a private one is seen by its reader only.

        Raises:
            FAILURES
        """
        await self._wait_for_turn(place.channel)
        where: dict[str, Any] = {"channel": place.channel, "thread_ts": place.thread or None}
        if private:
            await self._web.chat_postEphemeral(user=place.user, **where, **message)
            return
        named = {"event_type": _EVENT, "event_payload": {"seq": seq}}
        await self._web.chat_postMessage(**where, **message, metadata=named, unfurl_links=False, unfurl_media=False)

    async def notice(self, *, channel: str, user: str, thread: str, text: str) -> None:
        """A word to one person; if it cannot be said, the log knows."""
        try:
            await self._web.chat_postEphemeral(channel=channel, user=user, thread_ts=thread or None, text=text)
        except FAILURES as exc:
            log.warning("notice_not_said", error=error_of(exc))

    async def was_posted(self, place: Place, seq: int) -> bool:
        """Whether Slack has the message of that number: asked after a process died while posting it."""
        if place.thread:
            found = await self._web.conversations_replies(
                channel=place.channel, ts=place.thread, include_all_metadata=True, limit=50
            )
        else:
            found = await self._web.conversations_history(channel=place.channel, include_all_metadata=True, limit=50)
        posts = [post.get("metadata") or {} for post in found.get("messages") or []]
        return any(each.get("event_type") == _EVENT and each["event_payload"].get("seq") == seq for each in posts)

    async def open_form(self, trigger: str, view: Mapping[str, Any]) -> None:
        await self._web.views_open(trigger_id=trigger, view=dict(view))

    async def show_anew(self, response_url: str, message: Mapping[str, Any]) -> None:
        """Replace a message in which a button was used."""
        if not _is_slacks(response_url):
            return
        webhook = AsyncWebhookClient(response_url, timeout=_TIMEOUT_SECONDS)
        answer = await webhook.send_dict({**message, "replace_original": True})
        if answer.status_code != 200:
            log.warning("message_not_updated", status=answer.status_code)

    async def _wait_for_turn(self, channel: str) -> None:
        now = time.monotonic()
        begin = max(now, self._free_at.get(channel, 0.0))
        self._free_at[channel] = begin + 1 / settings().slack_posts_per_second
        if len(self._free_at) > 10_000:
            self._free_at = {name: free for name, free in self._free_at.items() if free > now}
        await asyncio.sleep(begin - now)


def error_of(exc: BaseException) -> str:
    """Slack's own word for a failure, else the error's class."""
    return str(exc.response.get("error") or "unknown") if isinstance(exc, SlackApiError) else type(exc).__name__


def _is_slacks(url: str) -> bool:
    """Only where Slack's own requests go: the payload is signed, and still no address to follow blindly."""
    given, api = urlsplit(url), urlsplit(settings().slack_api_url)
    return given.netloc == api.netloc or (given.scheme == "https" and (given.hostname or "").endswith(".slack.com"))
