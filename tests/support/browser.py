"""Drive a headless Chromium, and be a customer in front of the chat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.support.chromium import FLAGS, chromium


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A browser for as long as the block lasts.

    No asynchronous test can run meanwhile: Playwright's loop occupies this thread.
    """
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


class Customer:
    """Somebody who uses the chat on a page: what they do, and what they see."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chat = page.locator("helpline-chat")
        self.log = self.chat.get_by_role("log")
        self.input = self.chat.get_by_label("Your message")
        self.code = self.chat.get_by_label("Six-digit code")
        self.replies = self.chat.get_by_role("group", name="Suggested answers").get_by_role("button")
        self.status = self.chat.locator(".status")

    def visit(self, address: str) -> None:
        """Open the page and wait until it can be talked to."""
        self.page.goto(address)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        self.page.wait_for_selector("helpline-chat[server]", state="attached", timeout=15_000)
        self.page.evaluate(_REMEMBER)

    def hears(self, response: str, *, seconds: float = 30) -> str:
        """Wait until the assistant has said this response of the domain; gives back its text."""
        found = self.page.wait_for_function(_HEARD, arg=response, timeout=seconds * 1000)
        return str(found.json_value())

    def hears_in_turn(self, response: str, *, turn: int, seconds: float = 30) -> None:
        """Wait until everything of the turn is there, and ends with this response; any, where none is named."""
        self.page.wait_for_function(_HEARD_IN_TURN, arg=[response, turn], timeout=seconds * 1000)

    def open(self) -> None:
        self.chat.get_by_role("button", name="Chat with us").click()

    def write(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def choose(self, title: str) -> None:
        self.replies.filter(has_text=title).click()

    def sign_in(self, label: str) -> None:
        """By the beginning of the name in the page's list; "Guest" signs out."""
        select = self.page.get_by_label("Sign in as")
        value = select.locator("option", has_text=label).first.get_attribute("value")
        select.select_option(value)

    def messages(self, sender: str = "") -> Locator:
        return self.log.locator(f".message.from-{sender} .text" if sender else ".message .text")

    def sees(self, text: str, *, seconds: float = 10) -> None:
        expect(self.log).to_contain_text(text, timeout=seconds * 1000)

    def has_sent(self, *texts: str, seconds: float = 20) -> None:
        """Exactly these have reached the server."""
        sent = self.log.locator(".message.from-customer[data-state=sent] .text")
        expect(sent).to_have_text(list(texts), timeout=seconds * 1000)

    def sees_messages(self, *texts: str, seconds: float = 10) -> None:
        """Exactly these, in this order."""
        expect(self.messages()).to_have_text(list(texts), timeout=seconds * 1000)


_REMEMBER = """
document.querySelector("helpline-chat").addEventListener("helpline-message", ({ currentTarget, detail }) => {
  currentTarget.heard = [...(currentTarget.heard ?? []), detail];
});
"""
_HEARD_IN_TURN = """
([response, turn]) => {
  const heard = document.querySelector("helpline-chat").heard ?? [];
  const turns = [...new Set(heard.map(one => one.turn))];
  const said = heard.filter(one => one.turn === turns[turn - 1]).map(({ meta }) => meta?.response);
  return response ? said.at(-1) === response : said.length > 0;
}
"""
_HEARD = """
name => document.querySelector("helpline-chat").heard?.find(({ meta }) => meta?.response === name)?.text
"""
