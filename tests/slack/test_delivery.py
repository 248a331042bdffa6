"""What the assistant says reaches Slack in order, once, however Slack behaves."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from helpline import buttons
from helpline.conversations import outbox
from helpline.conversations.outbox import Draft
from helpline.db import async_engine
from helpline.tables import inbox, slack_threads
from helpline.tables import outbox as outbox_table
from tests.slack.fake_slack import TEAM, FakeSlack, send_event, send_interaction
from tests.slack.test_posts import DIRECT, MENTION
from tests.webchat.assistant import say


async def begun(http: httpx.Client, event: dict[str, Any]) -> str:
    """The conversation an event begins."""
    send_event(http, event)
    async with async_engine().connect() as connection:
        return str((await connection.execute(select([slack_threads.c.conversation_id]))).scalar_one())


async def asks(conversation_id: str, *, slot: str | None = None, confirm: str | None = "c1") -> int:
    """The assistant asks with two buttons."""
    shown = [
        {"title": title, "token": buttons.mint(conversation_id, payload, title=title, confirmation_id=confirm)}
        for title, payload in (("Yes", "/affirm"), ("No", "/deny"))
    ]
    meta = {"response": "utter_cancel_order_confirm", **({"asks": slot} if slot else {})}
    data = {"from": "assistant", "text": "Shall I?", "buttons": shown, "sources": [], "meta": meta}
    draft = Draft("message", "assistant", data, "utter_cancel_order_confirm", confirm)
    async with async_engine().begin() as connection:
        return await outbox.append(connection, conversation_id, [draft], turn=1)


def texts(slack: FakeSlack, method: str = "chat.postMessage") -> list[str]:
    return [str(call["text"]) for call in slack.called(method)]


async def test_replies_come_in_order(http: httpx.Client, slack: FakeSlack) -> None:
    """A direct message is answered where it was written, outside any thread."""
    conversation_id = await begun(http, DIRECT)
    await say(conversation_id, *"abcde")
    slack.wait_for(lambda seen: texts(seen) == list("abcde"))
    assert {call["channel"] for call in slack.called("chat.postMessage")} == {"D1"}


async def test_in_a_channel_only_the_asking_person_reads_it(http: httpx.Client, slack: FakeSlack) -> None:
    """Personal data is ephemeral, and in the thread."""
    conversation_id = await begun(http, MENTION)
    await say(conversation_id, "Your order has been shipped.")
    slack.wait_for(lambda seen: bool(seen.called("chat.postEphemeral")))
    (call,) = slack.called("chat.postEphemeral")
    assert (call["user"], call["thread_ts"], call["channel"]) == ("U1", "1700.1", "C1")
    assert slack.called("chat.postMessage") == []


async def test_when_told_to_wait_it_waits(http: httpx.Client, slack: FakeSlack) -> None:
    """429 with Retry-After: the reply comes later, once."""
    conversation_id = await begun(http, DIRECT)
    slack.answers["chat.postMessage"] = [(429, {"Retry-After": "1"}, {"ok": False, "error": "ratelimited"})]
    await say(conversation_id, "a", "b")
    slack.wait_for(lambda seen: [post["text"] for post in seen.posts] == ["a", "b"])


@pytest.mark.parametrize("answer", [(500, {}, {}), (503, {}, {}), (200, {}, {"ok": False, "error": "fatal_error"})])
async def test_a_fault_of_slacks_only_delays(http: httpx.Client, slack: FakeSlack, answer: Any) -> None:
    """Nothing is lost, and the order stays."""
    conversation_id = await begun(http, DIRECT)
    slack.answers["chat.postMessage"] = [answer, answer]
    await say(conversation_id, "a", "b")
    slack.wait_for(lambda seen: [post["text"] for post in seen.posts] == ["a", "b"])


async def test_what_slack_never_takes_is_given_up(http: httpx.Client, slack: FakeSlack) -> None:
    """An archived channel does not hold back what follows."""
    conversation_id = await begun(http, DIRECT)
    slack.answers["chat.postMessage"] = [(200, {}, {"ok": False, "error": "is_archived"})]
    await say(conversation_id, "a", "b")
    slack.wait_for(lambda seen: [post["text"] for post in seen.posts] == ["b"])


async def test_after_a_crash_a_posted_reply_is_not_posted_again(http: httpx.Client, slack: FakeSlack) -> None:
    """A process that died between post and note: Slack is asked what it has."""
    conversation_id = await begun(http, DIRECT)
    first = await say(conversation_id, "a")
    slack.wait_for(lambda seen: [post["text"] for post in seen.posts] == ["a"])
    undone = update(slack_threads).values(delivered=first - 1, sending=first)
    async with async_engine().begin() as connection:
        await connection.execute(undone)
    await say(conversation_id, "b")
    slack.wait_for(lambda seen: texts(seen)[-1] == "b")
    assert texts(slack) == ["a", "b"]


async def test_a_button_is_pressed_once(http: httpx.Client, slack: FakeSlack) -> None:
    """The press is stored with its confirmation, the message shows what was chosen, a second press is refused."""
    conversation_id = await begun(http, DIRECT)
    seq = await asks(conversation_id)
    slack.wait_for(lambda seen: len(seen.posts) == 1)
    payload = _press(conversation_id, seq, slack)
    assert send_interaction(http, payload).status_code == 200
    assert send_interaction(http, payload).status_code == 200  # the same action again
    slack.wait_for(lambda seen: any(name.startswith("actions/") for name, _ in seen.calls))
    assert send_interaction(http, _press(conversation_id, seq, slack, stamp="2")).status_code == 200
    slack.wait_for(lambda seen: "used before" in str(seen.called("chat.postEphemeral")))
    async with async_engine().connect() as connection:
        query = select([inbox.c.payload, inbox.c.confirmation_id]).where(inbox.c.kind == "button")
        assert [tuple(row) for row in (await connection.execute(query)).all()] == [("/affirm", "c1")]


async def test_somebody_elses_button_does_nothing(http: httpx.Client, slack: FakeSlack) -> None:
    """Another person in the thread hears that it is not theirs."""
    conversation_id = await begun(http, DIRECT)
    seq = await asks(conversation_id)
    send_interaction(http, {**_press(conversation_id, seq, slack), "user": {"id": "U2"}})
    slack.wait_for(lambda seen: "somebody else" in str(seen.called("chat.postEphemeral")))
    async with async_engine().connect() as connection:
        query = select([inbox.c.id]).where(inbox.c.kind == "button")
        assert (await connection.execute(query)).all() == []


async def test_a_code_goes_through_a_form(http: httpx.Client, slack: FakeSlack) -> None:
    """The form opens at a press; its digits are sealed, and nowhere to be read."""
    conversation_id = await begun(http, DIRECT)
    await asks(conversation_id, slot="code")
    wanted = {**_press(conversation_id, 2, slack), "trigger_id": "tr1"}
    wanted["actions"] = [
        {"action_id": "open_form:code", "block_id": f"{conversation_id}:2:0", "value": "code", "action_ts": "5"}
    ]
    send_interaction(http, wanted)
    slack.wait_for(lambda seen: bool(seen.called("views.open")))
    view = slack.called("views.open")[0]["view"]
    assert send_interaction(http, _form(view, "12 34")).json()["response_action"] == "errors"
    assert "No code" in str(send_interaction(http, _form(view, "123456")).json())
    await _await_code(conversation_id)
    assert send_interaction(http, _form(view, "123 456")).content == b""
    async with async_engine().connect() as connection:
        row = (await connection.execute(select([inbox]).where(inbox.c.kind == "code"))).one()
        shown = (await connection.execute(select([outbox_table.c.data]))).scalars().all()
    assert row.secret is not None and "123456" not in f"{row.text}{shown}"


@pytest.mark.parametrize("payload", [{}, {"type": "block_actions"}, {"type": "view_submission", "view": 3}])
async def test_nonsense_is_answered(http: httpx.Client, payload: dict[str, Any]) -> None:
    """A payload that is not of our making is acknowledged and dropped."""
    assert send_interaction(http, payload).status_code == 200


def _press(conversation_id: str, seq: int, slack: FakeSlack, stamp: str = "1") -> dict[str, Any]:
    action = {"action_id": "press:0", "block_id": f"{conversation_id}:{seq}:0", "value": f"{seq}:0", "action_ts": stamp}
    return {
        "type": "block_actions", "team": {"id": TEAM}, "user": {"id": "U1"}, "channel": {"id": "D1"},
        "trigger_id": "tr", "response_url": slack.response_url, "actions": [action],
    }  # fmt: skip


def _form(view: dict[str, Any], digits: str) -> dict[str, Any]:
    state = {"values": {"code": {"code": {"type": "plain_text_input", "value": digits}}}}
    sent = {**view, "id": f"V{digits}", "state": state}
    return {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": "U1"}, "view": sent}


async def _await_code(conversation_id: str) -> None:
    from helpline.identity import rows

    await rows.open_code(conversation_id, "v_1")
