"""What a customer may send, and what becomes of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from helpline import buttons
from helpline.db import async_engine
from helpline.identity.cipher import unseal
from helpline.tables import conversations, inbox, outbox
from tests.webchat.chat import Chat, begin, fresh_id, problem


async def _rows() -> list[Any]:
    async with async_engine().connect() as connection:
        return list((await connection.execute(select([inbox]).order_by(inbox.c.id))).all())


async def _open_code(conversation_id: str, *, minutes: int = 10) -> None:
    async with async_engine().begin() as connection:
        expires = func.clock_timestamp() + text(f"interval '{minutes} minutes'")
        row = update(conversations).where(conversations.c.id == conversation_id)
        await connection.execute(row.values(code_expires_at=expires))


async def test_a_message_is_acknowledged_with_its_number_once_stored(chat: Chat) -> None:
    """202 with the number the message has in the history, too."""
    first, second = await chat.send("hello"), await chat.send("where's my order?")
    assert [(answer.status_code, answer.json()) for answer in (first, second)] == [(202, {"seq": 1}), (202, {"seq": 2})]
    assert [row.text for row in await _rows()] == ["hello", "where's my order?"]
    events = [item["data"] for item in await chat.history()]
    assert [(event["seq"], event["id"], event["from"], event["text"]) for event in events] == [
        (1, "1", "customer", "hello"),
        (2, "2", "customer", "where's my order?"),
    ]


async def test_five_at_once_are_one(chat: Chat) -> None:
    """The same message five times in parallel has one number and one row."""
    message_id = fresh_id()
    answers = await asyncio.gather(*(chat.send("cancel it", message_id=message_id) for _ in range(5)))
    assert [(answer.status_code, answer.json()["seq"]) for answer in answers] == [(202, 1)] * 5
    assert len(await _rows()) == 1
    assert len(await chat.history()) == 1


async def test_an_id_with_other_content_is_refused(chat: Chat) -> None:
    """Else a customer could be answered with the number of another message and lose this one."""
    message_id = fresh_id()
    await chat.send("yes", message_id=message_id)
    assert problem(await chat.send("no", message_id=message_id)) == (409, "id_reused")
    assert (await chat.send("yes", message_id=message_id.upper())).json() == {"seq": 1}


async def test_two_conversations_may_use_the_same_id(chat: Chat) -> None:
    """An id is the client's own: another conversation's cannot get in its way."""
    message_id = fresh_id()
    other = await begin(chat.http)
    await other.send("first")
    assert (await chat.send("mine", message_id=message_id)).json() == {"seq": 1}
    assert (await other.send("theirs", message_id=message_id)).json() == {"seq": 2}


async def test_a_typed_slash_command_is_plain_text(chat: Chat) -> None:
    """Only a signed button can carry a payload."""
    typed = '/cancel_order{"order_number":"#W7654321"}'
    assert (await chat.send(typed)).status_code == 202
    (row,) = await _rows()
    assert (row.kind, row.text, row.payload) == ("text", typed, None)


async def test_secrets_are_gone_before_anything_is_stored(chat: Chat) -> None:
    """Cards and passwords leave no trace; an e-mail address is readable for the turn and masked in the history."""
    await chat.send("card 4111 1111 1111 1111, password: hunter2, mail ann@example.com, order 100045")
    (row,) = await _rows()
    assert "4111" not in row.text and "hunter2" not in row.text
    assert "ann@example.com" in row.text and "100045" in row.text
    (item,) = await chat.history()
    assert "ann@example.com" not in item["data"]["text"] and "a…@example.com" in item["data"]["text"]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("  hi\r\nthere\t!  ", "hi\nthere\t!"),
        ("e\u0301te\u0301", "été"),
        ("be\x1b[31mep\x07\x85", "be[31mep"),
        ("שלום 🙂 \u200bok", "שלום 🙂 \u200bok"),
        ("'; DROP TABLE x; -- ${jndi:ldap://x} {{7*7}} %s", "'; DROP TABLE x; -- ${jndi:ldap://x} {{7*7}} %s"),
    ],
)
async def test_text_is_stored_composed_and_without_controls(chat: Chat, sent: str, stored: str) -> None:
    """NFC, no control characters but line ends and tabs; everything else as it was written."""
    assert (await chat.send(sent)).status_code == 202
    assert [row.text for row in await _rows()] == [stored]


async def test_six_digits_are_a_code_only_while_one_is_open(chat: Chat) -> None:
    """Bare digits while a code is awaited are sealed; before and after, and with words around, they are text."""
    await chat.send("123456")
    await _open_code(chat.conversation_id)
    await chat.send(" 654 321 ")
    await chat.send("order 654321")
    await _open_code(chat.conversation_id, minutes=-1)
    await chat.send("111222")
    rows = await _rows()
    assert [row.kind for row in rows] == ["text", "code", "text", "text"]
    assert rows[1].text == "••••••" and unseal(rows[1].secret) == "654321"
    shown = [item["data"]["text"] for item in await chat.history()]
    assert shown == ["123456", "••••••", "order 654321", "111222"]


async def test_a_code_nowhere_in_the_database(chat: Chat) -> None:
    """Neither inbox nor outbox hold the digits in the clear, nor a plain hash of them."""
    await _open_code(chat.conversation_id)
    await chat.call("POST", "/messages", json={"id": fresh_id(), "code": "918273"})
    async with async_engine().connect() as connection:
        for table in (inbox, outbox, conversations):
            for row in (await connection.execute(select([table]))).all():
                assert "918273" not in str(tuple(row))


async def test_the_code_call_needs_an_open_code(chat: Chat) -> None:
    """While one is asked for it is accepted, also late, so that the dialogue can say so; else it is refused."""
    code = {"code": "123 456"}
    answer = await chat.call("POST", "/messages", json={"id": fresh_id(), **code})
    assert problem(answer) == (409, "code_not_asked")
    await _open_code(chat.conversation_id, minutes=-1)
    assert (await chat.call("POST", "/messages", json={"id": fresh_id(), **code})).status_code == 202
    (row,) = await _rows()
    assert row.kind == "code" and unseal(row.secret) == "123456"


async def test_a_button_is_its_payload(chat: Chat) -> None:
    """The history shows the title; payload and confirmation reach the inbox."""
    token = buttons.mint(chat.conversation_id, "/affirm", title="Yes, cancel it", confirmation_id="c1")
    assert (await chat.press(token)).status_code == 202
    (row,) = await _rows()
    assert (row.kind, row.payload, row.confirmation_id, row.text) == ("button", "/affirm", "c1", "Yes, cancel it")
    assert [item["data"]["text"] for item in await chat.history()] == ["Yes, cancel it"]


async def test_a_button_works_once_and_its_message_is_answered_for_ever(chat: Chat) -> None:
    """Another id with a used button is refused; the same id gets the same answer again."""
    token = buttons.mint(chat.conversation_id, "/affirm", title="Yes")
    message_id = fresh_id()
    first = await chat.press(token, message_id=message_id)
    assert problem(await chat.press(token)) == (409, "button_used")
    again = await chat.press(token, message_id=message_id)
    assert (again.status_code, again.json()) == (202, first.json())
    assert len(await _rows()) == 1


async def test_one_of_five_fingers_wins(chat: Chat) -> None:
    """Five presses at once with ids of their own are one press and four refusals."""
    token = buttons.mint(chat.conversation_id, "/affirm", title="Yes")
    answers = await asyncio.gather(*(chat.press(token) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409, 409]


async def test_a_button_that_expired_is_refused(chat: Chat) -> None:
    """Its time is in the token itself."""
    assert problem(await chat.press(buttons.mint(chat.conversation_id, "/a", title="A", minutes=-1))) == (
        409,
        "button_expired",
    )


async def test_a_button_of_another_conversation_or_none_at_all_is_refused(chat: Chat) -> None:
    """Signed for someone else, changed in the middle, or made up."""
    other = await begin(chat.http)
    token = buttons.mint(other.conversation_id, "/affirm", title="Yes")
    body, _, signature = buttons.mint(chat.conversation_id, "/deny", title="No").partition(".")
    for forged in (token, f"{body[:-2]}AA.{signature}", f"{body}.", body, "x", "a.b", f"{token}.{token}"):
        assert problem(await chat.press(forged)) == (409, "button_invalid")
    assert await _rows() == []


async def test_history_comes_in_pages(chat: Chat) -> None:
    """`next` is where to go on, and null at the end."""
    for number in range(5):
        await chat.send(f"message {number}")
    page = (await chat.call("GET", "/messages", params={"limit": 2})).json()
    assert [item["data"]["seq"] for item in page["items"]] == [1, 2] and page["next"] == 2
    page = (await chat.call("GET", "/messages", params={"after": 2, "limit": 3})).json()
    assert [item["data"]["seq"] for item in page["items"]] == [3, 4, 5] and page["next"] is None
