"""Text is text: nothing anybody writes becomes markup, and only web addresses become links."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer

MARKUP = (
    "<img src=x onerror=\"document.title='broken'\">",
    "<script>document.title='broken'</script>",
    "<b>bold</b> &amp; &lt;i&gt;",
    "javascript:document.title='broken'",
    "[click](javascript:alert(1)) **stars**",
)


@pytest.fixture
def talking(customer: Customer) -> Customer:
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    return customer


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_it_was_written(talking: Customer, assistant: ProtocolServer, text: str) -> None:
    """From the assistant, in a button, as a name, and from the customer."""
    title = talking.page.title()
    assistant.say(text, sender="agent", name=text, buttons=[{"title": text, "token": "t"}])
    talking.write(text)
    talking.sees_messages("hello", text, text)
    expect(talking.log.locator(".name")).to_have_text(text)
    expect(talking.chat.locator("img, script, b, a")).to_have_count(0)
    assert talking.page.title() == title


def test_web_addresses_become_links_that_tell_nothing(talking: Customer, assistant: ProtocolServer) -> None:
    """http and https, without the full stop behind; a new tab that knows nothing of this page."""
    assistant.say("See https://example.com/a(b)?x=1&y=2. Or (http://example.org), not ftp://x.y or https://a@evil.com!")
    links = talking.log.get_by_role("link")
    expect(links).to_have_count(2)
    assert [link.get_attribute("href") for link in links.all()] == [
        "https://example.com/a(b)?x=1&y=2",
        "http://example.org/",
    ]
    assert {link.get_attribute("rel") for link in links.all()} == {"noopener noreferrer"}
    assert {link.get_attribute("target") for link in links.all()} == {"_blank"}


def test_sources_are_links_only_where_they_are_web_addresses(talking: Customer, assistant: ProtocolServer) -> None:
    """A title stays readable when its address is not one to follow."""
    sources = [
        {"title": "Cancelling", "url": "https://shop.example/cancel"},
        {"title": "Bad", "url": "javascript:alert(1)"},
    ]
    assistant.say("You can cancel while it is pending.", sources=sources)
    expect(talking.log.locator(".sources li")).to_have_count(2)
    expect(talking.log.get_by_role("link")).to_have_count(1)


def test_line_breaks_and_long_words_stay_inside(talking: Customer, assistant: ProtocolServer) -> None:
    """Nothing makes the window scroll sideways."""
    assistant.say("one\ntwo\n" + "x" * 400)
    talking.sees("one")
    width = "element => element.scrollWidth - element.clientWidth"
    assert talking.chat.locator(".scroller").evaluate(width) <= 0
