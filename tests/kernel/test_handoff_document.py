"""What a person gets: the whole story, by contract, and never more than 64 KiB."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from sqlalchemy import insert

import helpline.handoff
from helpline import attempts
from helpline.attempts import Result
from helpline.backends import tokens
from helpline.backends.errors import BackendDown
from helpline.conversations import outbox
from helpline.conversations.outbox import Draft
from helpline.db import async_engine
from helpline.handoff import document, handoffs
from helpline.handoff.document import Request
from helpline.handoff.reasons import Priority, Queue, Reason, priority_of, queue_of
from helpline.identity import identities
from helpline.tables import events
from tests.fakes import FakeAccountDesk, FakeOrderDesk, FakeTokenDesk, an_order
from tests.kernel.talk import Talk, begin

SCHEMA = json.loads((Path(helpline.handoff.__file__).parent / "schema" / "v1.json").read_text("utf-8"))
ASKED = Request(Reason.ASKED, evidence="intent contact_human 0.97")

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def token_desk():
    """A shop that knows Ann."""
    tokens.use(FakeTokenDesk(customers={"ann-signed": "c_100"}))
    yield
    tokens.use(None)


def _valid(built: dict) -> dict:
    Draft7Validator.check_schema(SCHEMA)
    Draft7Validator(SCHEMA).validate(json.loads(json.dumps(built)))
    assert document.size_of(built) <= document.LARGEST_BYTES
    return built


def _parsed(text: str, intent: str, *, confidence: float = 0.91, entities: list | None = None) -> dict:
    ranking = [{"name": intent, "confidence": confidence}]
    ranking += [{"name": f"other_{place}", "confidence": 0.05 / place} for place in range(1, 8)]
    return {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": entities or []}


async def _understood(talk: Talk, *parsed: dict) -> None:
    rows = [
        {
            "conversation_id": talk.id,
            "seq": seq,
            "session": 1,
            "time": 1.0,
            "type": "user",
            "data": json.dumps({"event": "user", "text": one["text"], "parse_data": one}),
        }
        for seq, one in enumerate(parsed, start=1)
    ]
    async with async_engine().begin() as connection:
        await connection.execute(insert(events), rows)


async def _says(talk: Talk, *texts: str) -> None:
    drafts = [
        Draft("message", "customer" if place % 2 == 0 else "assistant", {"from": "customer", "text": text, "meta": {}})
        for place, text in enumerate(texts)
    ]
    async with async_engine().begin() as connection:
        await outbox.append(connection, talk.id, drafts)


async def test_an_empty_conversation_still_makes_a_document():
    """Somebody asks for a person in their first message."""
    talk = await begin()
    built = _valid(await document.build(talk.id, ASKED))
    assert built["transcript"] == {"messages": [], "left_out": 0, "link": f"urn:helpline:conversation:{talk.id}"}
    assert built["customer"]["level"] == "guest"


async def test_the_document_tells_the_whole_story(token_desk):
    """Who, what, how far, what was understood, what was tried, what was said."""
    talk = await begin()
    await identities.verify_assertion(talk.id, "ann-signed")
    turn = await talk.writes("cancel w7654321")
    entity = {"entity": "order_number", "value": "#W7654321", "start": 7, "end": 15}
    await _understood(talk, _parsed("cancel w7654321", "cancel_order", entities=[entity]))
    await talk.answers(turn, "It cannot be cancelled any more.")
    await attempts.record(
        turn,
        action="action_cancel_order",
        result=Result.REFUSED,
        milliseconds=40,
        backend="orders",
        error_code="order_not_pending",
    )
    await talk.writes("a person please")
    request = Request(
        Reason.NOT_ALLOWED,
        evidence="order_not_pending, the customer insists",
        topic="cancel_order",
        form="cancel_order_form",
        slots={"current_order": "W7654321", "cancel_reason": None, "identity_email": "ann@example.com"},
        missing=("cancel_reason",),
        latest=_parsed("a person please", "contact_human"),
    )
    built = _valid(
        await document.build(talk.id, request, orders=FakeOrderDesk(orders=[an_order()]), accounts=FakeAccountDesk())
    )
    assert built["reason"] == {"code": "not_allowed", "evidence": "order_not_pending, the customer insists"}
    assert built["customer"] | {"contact": None} == {
        "id": "c_100",
        "name": "Ann Lee",
        "level": "verified",
        "contact": None,
        "locale": "en",
        "orders": [{"number": "W7654321", "status": "pending"}],
    }
    assert built["customer"]["contact"] == "ann@example.com"
    assert built["request"]["slots"] == {"current_order": "W7654321"}
    assert [one["intent"] for one in built["understanding"]] == ["cancel_order", "contact_human"]
    assert len(built["understanding"][0]["runners_up"]) == 3
    assert built["attempts"][0]["error_code"] == "order_not_pending"
    assert [one["text"] for one in built["transcript"]["messages"]] == [
        "cancel w7654321",
        "It cannot be cancelled any more.",
        "a person please",
    ]
    assert (built["queue"], built["priority"]) == ("orders", "normal")
    for fact in ("Ann Lee", "verified", "cancel order", "W7654321", "order_not_pending", "cancel_reason"):
        assert fact in built["summary"]


async def test_five_thousand_messages_fit_into_64_kib():
    """The last ones are shown, the others counted."""
    talk = await begin()
    for start in range(0, 5_000, 1_000):
        await _says(talk, *(f"message {start + place} ü " + "long words " * 60 for place in range(1_000)))
    built = _valid(await document.build(talk.id, ASKED))
    shown = built["transcript"]["messages"]
    assert 50 < len(shown) <= 200
    assert built["transcript"]["left_out"] == 5_000 - len(shown)
    assert shown[-1]["text"].startswith("message 4999 ")
    assert [one["seq"] for one in shown] == list(range(shown[0]["seq"], shown[0]["seq"] + len(shown)))
    assert document.size_of(built) > 60 * 1024


async def test_short_messages_show_the_last_two_hundred():
    """As the contract says."""
    talk = await begin()
    await _says(talk, *(f"m{place}" for place in range(500)))
    built = _valid(await document.build(talk.id, ASKED))
    assert len(built["transcript"]["messages"]) == 200
    assert built["transcript"]["left_out"] == 300


async def test_what_is_nobodys_business_is_not_in_it(token_desk):
    """Cards, contacts and proofs are gone from every part; the contact is where it belongs, and there only."""
    talk = await begin()
    await _says(talk, "my card is 4111 1111 1111 1111", "ok", "mail gus@example.com or call +1 303 555 0199")
    await _understood(
        talk, _parsed("mail gus@example.com", "inform", entities=[{"entity": "email", "value": "gus@example.com"}])
    )
    request = Request(
        Reason.ASKED,
        evidence="wrote gus@example.com",
        slots={"ticket_summary": "call +1 303 555 0199", "identity_code": "123456", "ticket_email": "gus@example.com"},
        contact="gus@example.com",
    )
    built = _valid(await document.build(talk.id, request))
    assert built["customer"].pop("contact") == "gus@example.com"
    everything = json.dumps(built)
    for private in ("4111", "gus@", "555 0199", "123456"):
        assert private not in everything


async def test_odd_characters_and_values_do_not_break_it():
    """NUL, lone surrogates, objects and numbers in slots: a document all the same."""
    talk = await begin()
    request = Request(
        Reason.FRUSTRATED,
        evidence="caps\0",
        slots={"a": {"b": ["\ud800"]}, "c": 1.5, "d": True, "e": ""},
        topic="x" * 900,
    )
    built = _valid(await document.build(talk.id, request))
    json.dumps(built, ensure_ascii=False).encode("utf-8")
    assert "\0" not in json.dumps(built, ensure_ascii=False)


async def test_a_backend_that_is_away_delays_nobody():
    """The statuses stay open, the document comes within two seconds."""

    class Hanging(FakeOrderDesk):
        async def find(self, number):
            await asyncio.Event().wait()

    talk = await begin()
    request = Request(Reason.BACKEND_DOWN, evidence="orders: circuit_open", slots={"current_order": "#W7654321"})
    built = await asyncio.wait_for(document.build(talk.id, request, orders=Hanging()), 4)
    assert _valid(built)["customer"]["orders"] == [{"number": "#W7654321", "status": None}]
    down = FakeOrderDesk(failures={"find": BackendDown("orders")})
    built = await document.build(talk.id, request, orders=down)
    assert _valid(built)["customer"]["orders"][0]["status"] is None


async def test_a_turn_done_again_opens_no_second_handoff():
    """The first document stays, so that the ticket's idempotency key fits its body."""
    talk = await begin()
    turn = await talk.writes("a person please")
    assert await handoffs.find(turn, Reason.ASKED) is None
    first = await handoffs.open_for(turn, await document.build(talk.id, ASKED))
    second = await handoffs.open_for(turn, await document.build(talk.id, ASKED))
    assert second == first
    assert second.document["id"] == first.id
    await handoffs.note_ticket(first.id, "T-1001")
    latest = await handoffs.latest(talk.id)
    assert (latest.state, latest.outcome, latest.ticket_number) == ("ended", "ticketed", "T-1001")


@pytest.mark.parametrize(
    ("topic", "queue"),
    [
        ("cancel_order", Queue.ORDERS),
        ("cancel_order_form", Queue.ORDERS),
        ("return_item", Queue.RETURNS),
        ("payment_issue", Queue.BILLING),
        ("reset_password", Queue.TECHNICAL),
        ("create_ticket", Queue.GENERAL),
        (None, Queue.GENERAL),
    ],
)
def test_topics_have_their_queues(topic, queue):
    """By the name of the intent."""
    assert queue_of(topic) is queue


def test_risk_comes_first():
    """Then who has suffered already."""
    assert priority_of(Reason.RISK, "track_order") is Priority.URGENT
    assert priority_of(Reason.FRUSTRATED, None) is Priority.HIGH
    assert priority_of(Reason.ASKED, "track_order") is Priority.NORMAL
