/** Build the chat's window: launcher, heading, log, suggested answers, notices, and the place to write. */

import { Composer } from "./composer.js";
import { icon, make } from "./dom.js";
import { Feedback } from "./feedback.js";
import { MessageLog } from "./log.js";
import { QuickReplies } from "./replies.js";

const NEAR_END_PX = 80;

/** Everything that is seen; `act` has a function for everything that can be done. */
export class ChatView {
  #unread = 0;

  constructor(words, act) {
    Object.assign(this, { words, act });
    this.log = new MessageLog(words, { onRetry: act.retry });
    this.replies = new QuickReplies(words, { onChoice: (reply) => this.#chosen(reply) });
    this.feedback = new Feedback(words, { onThumb: act.thumb, onRating: act.rate });
    this.composer = new Composer(words, { onText: act.text, onCode: act.code, onTyping: act.typing });
    this.typing = make("p", { class: "typing", hidden: true });
    this.status = make("p", { class: "status", role: "status" });
    this.launcher = this.#launcher();
    this.panel = this.#panel();
    this.element = make("div", { class: "chat" }, this.launcher, this.panel);
    this.mode({ mode: "assistant" });
    this.welcome();
    this.#keepUp();
  }

  get shown() {
    return !this.panel.hidden;
  }

  /** Name the shop in the heading. */
  name(shop) {
    this.title.textContent = this.words.title(shop);
  }

  show(open, { focus = true } = {}) {
    this.panel.hidden = !open;
    this.launcher.setAttribute("aria-expanded", String(open));
    this.element.classList.toggle("open", open);
    if (open) this.#count(0);
    if (open) this.toEnd();
    if (focus) open ? this.composer.focus() : this.launcher.focus();
  }

  welcome() {
    this.log.note(this.words.welcome);
    this.log.element.lastElementChild.classList.add("welcome");
  }

  mode(detail) {
    const words = this.words.mode[detail.mode];
    this.subtitle.textContent = typeof words === "function" ? words(detail) : words;
    this.element.dataset.mode = detail.mode;
  }

  typingBy(who) {
    this.typing.hidden = !who;
    const dots = make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
    this.typing.replaceChildren(...(who ? [dots, this.words.typing(who)] : []));
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /** Count what arrives while the window is closed. */
  arrived() {
    if (!this.shown) this.#count(this.#unread + 1);
  }

  ended(on) {
    const focused = this.panel.contains(this.element.getRootNode().activeElement);
    this.composer.disable(on);
    this.endedNote.hidden = !on;
    this.endButton.disabled = on;
    this.endQuestion.hidden = true;
    if (focused) on ? this.endedNote.querySelector("button").focus() : this.composer.focus();
  }

  canEnd(on) {
    this.endButton.hidden = !on;
  }

  asksEnd(on) {
    this.endQuestion.hidden = !on;
    if (on) this.endQuestion.querySelector("button").focus();
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Stay at the end whatever grows, unless the customer has scrolled up to read. */
  #keepUp() {
    const { scroller } = this;
    let follows = true;
    let top = 0;
    scroller.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = scroller;
      if (scrollHeight - scrollTop - clientHeight < NEAR_END_PX) follows = true;
      else if (scrollTop < top) follows = false; // only a person scrolls up
      top = scrollTop;
    });
    const observer = new ResizeObserver(() => follows && this.toEnd());
    observer.observe(scroller);
    observer.observe(scroller.firstElementChild);
  }

  #chosen(reply) {
    this.composer.focus(); // the button is about to vanish; the focus must not vanish with it
    this.act.button(reply);
  }

  #count(unread) {
    this.#unread = unread;
    this.badge.hidden = unread === 0;
    this.badge.textContent = String(Math.min(unread, 99));
    const { launcher, launcherUnread } = this.words;
    this.launcher.setAttribute("aria-label", unread ? `${launcher}, ${launcherUnread(unread)}` : launcher);
  }

  #launcher() {
    this.badge = make("span", { class: "badge", hidden: true, "aria-hidden": "true" });
    const label = make("span", { class: "label", "aria-hidden": "true" }, this.words.launcher);
    const properties = { class: "launcher", type: "button", "aria-expanded": "false", "aria-controls": "panel" };
    return make("button", { ...properties, "aria-label": this.words.launcher, onclick: this.act.open }, icon("chat"), label, this.badge);
  }

  #panel() {
    const properties = { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title", hidden: true };
    const foot = make("div", { class: "foot" }, this.status, this.#endNotes(), this.composer.element);
    return make("section", { ...properties, onkeydown: (event) => this.#key(event) }, this.#head(), this.#scroller(), foot);
  }

  #head() {
    const { words, act } = this;
    this.title = make("h2", { id: "title" }, words.title(""));
    this.subtitle = make("p", { class: "mode", role: "status" });
    const button = (name, label, onclick) => make("button", { type: "button", "aria-label": label, title: label, onclick }, icon(name));
    this.endButton = button("end", words.end, () => this.asksEnd(true));
    this.endButton.hidden = true;
    return make("div", { class: "head" }, make("div", {}, this.title, this.subtitle), this.endButton, button("close", words.close, act.close));
  }

  #scroller() {
    const { log, replies, feedback, typing } = this;
    // Reachable by keyboard, so that it can be scrolled without a mouse.
    this.scroller = make("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": this.words.messages });
    this.scroller.append(make("div", {}, log.element, typing, replies.element, feedback.element));
    return this.scroller;
  }

  #endNotes() {
    const { words, act } = this;
    const button = (text, onclick, look = "plain") => make("button", { type: "button", class: look, onclick }, text);
    const keep = () => (this.asksEnd(false), this.composer.focus());
    this.endQuestion = make("div", { class: "ask", role: "group", "aria-label": words.endQuestion, hidden: true },
      make("p", {}, words.endQuestion), button(words.endYes, act.end, "reply"), button(words.endNo, keep, "reply"));
    this.endedNote = make("div", { class: "ask", hidden: true }, make("p", {}, words.ended), button(words.startNew, act.startNew, "reply"));
    return make("div", {}, this.endQuestion, this.endedNote);
  }

  #key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (!this.endQuestion.hidden) return void (this.asksEnd(false), this.composer.focus());
    this.act.close();
  }
}
