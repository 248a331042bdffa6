"""axe-core finds nothing to object to: light and dark, wide and narrow, in every state of the chat."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.protocol_calls import Fault
from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer

PHONE = {"width": 320, "height": 568}
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(params=[(look, size) for look in ("light", "dark") for size in ("desktop", "phone")], ids="-".join)
def reader(
    request: pytest.FixtureRequest, browser: Browser, site: str, assistant: ProtocolServer
) -> Iterator[Customer]:
    """A customer with this taste and this screen."""
    look, size = request.param
    viewport = PHONE if size == "phone" else DESKTOP
    context = browser.new_context(color_scheme=look, viewport=viewport, reduced_motion="reduce", bypass_csp=True)
    customer = Customer(context.new_page())
    customer.visit(site)
    yield customer
    context.close()


def test_the_page_and_the_closed_chat(reader: Customer) -> None:
    """Before anything is said."""
    assert _objections(reader) == []
    assert not _scrolls_sideways(reader)


def test_a_talk_with_everything_in_it(reader: Customer, assistant: ProtocolServer) -> None:
    """Answers, sources, choices, a person, a typing notice, a failed message, an unfinished long text."""
    reader.open()
    reader.write("hello, see https://example.com/")
    reader.sees("Sent")
    assistant.faults.append(Fault("/messages", status=400))
    reader.write("refused")
    reader.sees("not accepted")
    sources = [{"title": "Cancelling", "url": "https://shop.example/cancel"}]
    assistant.say("You can cancel while it is pending.", sources=sources)
    assistant.say("Hi, Maya here.", sender="agent", name="Maya")
    assistant.tell("mode", mode="waiting", position=2, expected_wait=120)
    assistant.say("Shall I?", buttons=[{"title": "Yes", "token": "t1"}, {"title": "No", "token": "t2"}])
    assistant.typing(True)
    expect(reader.chat.get_by_text("Assistant is typing")).to_be_visible()
    expect(reader.chat.get_by_text("number 2 in line, about 2 minutes")).to_be_visible()
    reader.input.fill("x" * 2_010)
    assert _objections(reader) == []
    assert not _scrolls_sideways(reader)


def test_the_code_the_rating_and_the_end(reader: Customer, assistant: ProtocolServer) -> None:
    """The states at the end of a talk."""
    reader.open()
    reader.write("hello")
    reader.sees("Sent")
    assistant.say("What is the code?", meta={"asks": "code"})
    expect(reader.code).to_be_visible()
    reader.code.press("Enter")
    assert _objections(reader) == []
    assistant.tell("rating_asked")
    expect(reader.chat.get_by_role("button", name="5 of 5")).to_be_visible()
    reader.chat.get_by_role("button", name="End conversation").click()
    assert _objections(reader) == []
    reader.chat.get_by_role("button", name="Yes, end it").click()
    expect(reader.chat.get_by_text("This conversation has ended.")).to_be_visible()
    assert _objections(reader) == []


def _objections(reader: Customer) -> list[str]:
    """What axe objects to, each with the place."""
    found = Axe().run(reader.page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]}: {node.get('failureSummary', '')[:300]}"
        for each in found
        for node in each["nodes"]
    ]


def _scrolls_sideways(reader: Customer) -> bool:
    return bool(reader.page.evaluate("document.documentElement.scrollWidth > innerWidth"))
