"""Open Slack's two addresses: events and interactions; everything is acknowledged once it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.channels import slack_intake as intake
from bot.channels.slack_blocks import messages, modal
from bot.channels.slack_client import FAILURES, SlackClient, error_of
from bot.channels.slack_delivery import Delivery
from bot.channels.slack_events import post_in
from bot.channels.slack_interactions import FormSent, FormWanted, Pressed, done_in
from bot.channels.slack_requests import event_envelope, interaction
from bot.channels.slack_texts import CODE_NOT_ASKED, SIX_DIGITS, Notice
from helpline.logs import Log
from helpline.settings import settings

log = Log("bot.slack")


class Slack(InputChannel):
    """The channel for Slack; without a signing secret it opens nothing."""

    @classmethod
    def name(cls) -> str:
        return "slack"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("slack_channel")
        if settings().slack_signing_secret.get_secret_value():
            blueprint.add_route(events, "/events", methods=["POST"], name="events")
            blueprint.add_route(interactions, "/interactions", methods=["POST"], name="interactions")
            blueprint.listener("before_server_start")(_open)
            blueprint.listener("before_server_stop")(_close)
        return blueprint


class SlackDesk:
    """Answers Slack's requests; what can wait is done after the acknowledgement."""

    def __init__(self) -> None:
        self._afterwards: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._client = SlackClient()
        self._delivery = Delivery(self._client)
        await self._delivery.start()

    async def close(self) -> None:
        await self._delivery.stop()
        await asyncio.gather(*self._afterwards, return_exceptions=True)

    async def events(self, request: Request) -> HTTPResponse:
        """Take a post in; Slack sends it again unless it hears within three seconds that we have it."""
        envelope = event_envelope(request)
        if envelope.get("type") == "url_verification":
            return json({"challenge": str(envelope.get("challenge") or "")})
        post = post_in(envelope)
        if post is None:
            return empty(200)
        place = post.place
        try:
            await intake.take_post(post)
            notice = Notice.FILES if post.files else None
        except intake.NotTaken as exc:
            notice = exc.notice
        if notice:
            self._later(
                self._client.notice(channel=place.channel, user=place.user, thread=place.thread, text=notice.value)
            )
        return empty(200)

    async def interactions(self, request: Request) -> HTTPResponse:
        """Take in what was pressed or sent in a form."""
        done = done_in(interaction(request))
        if isinstance(done, FormSent):
            return await self._sent(done)
        if isinstance(done, (Pressed, FormWanted)):
            await self._button(done)
        return empty(200)

    async def _button(self, done: Pressed | FormWanted) -> None:
        try:
            if isinstance(done, FormWanted):
                thread = await intake.own_thread(done)
                view = modal(done.asks, conversation_id=thread.conversation_id)
                self._later(self._client.open_form(done.trigger, view))
                return
            thread, data, title = await intake.take_press(done)
            shown = messages(data, conversation_id=thread.conversation_id, pressed=title)
            self._later(self._client.show_anew(done.response_url, shown[-1]))
        except intake.NotTaken as exc:
            person = done.person
            self._later(self._client.notice(channel=person.channel, user=person.user, thread="", text=exc.notice.value))

    async def _sent(self, form: FormSent) -> HTTPResponse:
        try:
            taken = await intake.take_form(form)
        except intake.NotTaken as exc:
            return _form_errors(form, exc.notice.value)
        if taken:
            return empty(200)
        bare = form.values.get("code", "").replace(" ", "")
        return _form_errors(form, CODE_NOT_ASKED if bare.isdigit() and len(bare) == 6 else SIX_DIGITS)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """After the answer: Slack waits three seconds for it."""
        task = asyncio.create_task(_logged(work))
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)


async def events(request: Request) -> HTTPResponse:
    """POST /webhooks/slack/events"""
    desk: SlackDesk = request.app.ctx.slack
    return await desk.events(request)


async def interactions(request: Request) -> HTTPResponse:
    """POST /webhooks/slack/interactions"""
    desk: SlackDesk = request.app.ctx.slack
    return await desk.interactions(request)


async def _open(app: Sanic, _: object) -> None:
    app.ctx.slack = SlackDesk()
    await app.ctx.slack.open()


async def _close(app: Sanic, _: object) -> None:
    await app.ctx.slack.close()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except FAILURES as exc:
        log.warning("afterwards_failed", error=error_of(exc))


def _form_errors(form: FormSent, text: str) -> HTTPResponse:
    return json({"response_action": "errors", "errors": {next(iter(form.values)): text}})
