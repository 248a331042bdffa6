"""Everything can be done by keyboard, and everything is said to a screen reader."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.protocol_server import ProtocolServer
from tests.support.browser import Customer

BUTTONS = [{"title": "Yes, cancel it", "token": "t1"}, {"title": "No", "token": "t2"}]


def test_a_whole_talk_by_keyboard(customer: Customer, assistant: ProtocolServer) -> None:
    """Open, write two lines, send, choose, close: no mouse."""
    keyboard = customer.page.keyboard
    customer.chat.get_by_role("button", name="Chat with us").focus()
    keyboard.press("Enter")
    expect(customer.input).to_be_focused()
    keyboard.type("first line")
    keyboard.press("Shift+Enter")
    keyboard.type("second line")
    keyboard.press("Enter")
    customer.has_sent("first line\nsecond line")
    expect(customer.input).to_be_focused()

    assistant.say("Shall I cancel it?", buttons=BUTTONS)
    expect(customer.replies).to_have_count(2)
    keyboard.press("Shift+Tab")
    keyboard.press("Shift+Tab")
    expect(customer.replies.first).to_be_focused()
    keyboard.press("Space")
    customer.sees("Yes, cancel it")
    expect(customer.input).to_be_focused()

    keyboard.press("Escape")
    launcher = customer.chat.get_by_role("button", name="Chat with us")
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")


def test_every_stop_of_the_tab_key_can_be_seen(customer: Customer, assistant: ProtocolServer) -> None:
    """An outline or a ring, on everything that takes the focus."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    assistant.say("Shall I cancel it?", buttons=BUTTONS)
    expect(customer.replies).to_have_count(2)
    seen = set()
    for _ in range(6):
        customer.page.keyboard.press("Shift+Tab")
        name, ring = customer.page.evaluate(_FOCUS)
        seen.add(name)
        assert ring, f"no visible focus on {name}"
    assert {"button:No", "div:Messages", "button:Close chat", "button:End conversation"} <= seen


def test_new_messages_are_announced_and_old_ones_are_not(customer: Customer, assistant: ProtocolServer) -> None:
    """The log is polite, says who speaks and what can be answered; a reload does not read the history out."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    expect(customer.log).to_have_attribute("aria-live", "polite")
    assistant.say("Shall I cancel it?", buttons=BUTTONS)
    customer.sees("Assistant:Shall I cancel it?You can answer: Yes, cancel it, No.")
    customer.page.add_init_script(_WATCH_LIVE)
    customer.page.reload()
    customer.sees("Shall I cancel it?")
    expect(customer.log).to_have_attribute("aria-live", "polite")
    assert customer.page.evaluate("window.liveWhenFilled") == "off"


def test_unread_messages_are_counted_on_the_closed_chat(customer: Customer, assistant: ProtocolServer) -> None:
    """And forgotten when it is opened; history is not news."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    customer.page.keyboard.press("Escape")
    assistant.say("one")
    assistant.say("two")
    launcher = customer.chat.get_by_role("button", name="Chat with us, 2 new messages")
    expect(launcher).to_be_visible()
    customer.page.reload()
    expect(customer.chat.get_by_role("button", name="Chat with us", exact=True)).to_be_visible()


def test_typing_is_shown_until_the_answer_is_there(customer: Customer, assistant: ProtocolServer) -> None:
    """And after a while even if it never comes."""
    customer.open()
    customer.write("hello")
    customer.sees("Sent")
    assistant.typing(True)
    expect(customer.chat.get_by_text("Assistant is typing")).to_be_visible()
    assistant.say("Good morning!")
    expect(customer.chat.get_by_text("Assistant is typing")).to_be_hidden()


_FOCUS = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const style = (each) => each ? getComputedStyle(each) : { outlineStyle: "none", boxShadow: "none" };
  const own = style(element), around = style(element.closest(".line"));
  const ring = own.outlineStyle !== "none" || around.boxShadow !== "none";
  return [`${element.localName}:${element.getAttribute("aria-label") ?? element.textContent}`, ring];
}"""
_WATCH_LIVE = """
new MutationObserver((_, observer) => {
  const log = document.querySelector("helpline-chat")?.shadowRoot?.querySelector("[role=log]");
  if (!log || log.watched) return;
  log.watched = true;
  new MutationObserver(() => {
    if (log.querySelector(".message")) window.liveWhenFilled ??= log.getAttribute("aria-live");
  }).observe(log, { childList: true, subtree: true });
}).observe(document, { childList: true, subtree: true, attributes: true });
"""
