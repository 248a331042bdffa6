/**
 * Put a chat with the shop's assistant on any page: `<helpline-chat server="https://…" shop="My shop">`.
 *
 * Attributes: `server` (address of the assistant), `shop` (its name), `open`, `thumbs` (ask whether answers helped).
 * Methods: open(), close(), send(text), identify(assertion or function that fetches one), forget().
 * Events: `helpline-open`, `helpline-close`, `helpline-message` (detail: the message).
 */

import { ChatClient } from "./chat/client.js";
import { ConnectionNotice } from "./chat/notice.js";
import { styles } from "./chat/styles.js";
import { Typing } from "./chat/typing.js";
import { ChatView } from "./chat/view.js";
import { words } from "./words.js";

const CODE_SLOTS = new Set(["identity_code", "code"]);

export class HelplineChat extends HTMLElement {
  static observedAttributes = ["server", "shop", "open"];

  #client = null;
  #view = null;
  #assertion = null;
  #loading = false;
  #codeAskedIn = null; // the turn that asked for a one-time code
  #notice = null;
  #typing = null;

  open() {
    this.#show(true);
  }

  close() {
    this.#show(false);
  }

  /** Send a message as if the customer had typed it; needs `server`. */
  send(text) {
    this.open();
    this.#text(text);
  }

  /** Say who is signed in at the site: an assertion, or better a function that fetches a fresh one when needed. */
  async identify(assertion) {
    this.#assertion = assertion;
    await this.#client?.session.identify(assertion);
  }

  /** At the site's sign-out. */
  async forget() {
    this.#assertion = null;
    await this.#client?.session.forget();
  }

  connectedCallback() {
    if (!this.#view) this.#build();
    this.#connect();
    if (this.hasAttribute("open")) this.#show(true, { focus: false });
    addEventListener("pageshow", this.#backAgain);
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this.#backAgain);
    this.#disconnect();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#view || !this.isConnected || before === after) return;
    if (name === "server") this.#connectAnew();
    if (name === "shop") this.#view.name(after ?? "");
    if (name === "open") this.#show(after !== null);
  }

  /** The browser's back button may bring back a page that is older than the tab's conversation. */
  #backAgain = ({ persisted }) => {
    if (persisted) this.#connectAnew();
  };

  #connectAnew() {
    this.#view.log.clear();
    this.#view.welcome();
    this.#connect();
  }

  #build() {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styles];
    this.#view = new ChatView(words, {
      open: () => this.open(),
      close: () => this.close(),
      text: (text) => this.#text(text),
      code: (digits) => this.#send({ code: digits }, words.codeShown),
      button: ({ title, token }) => this.#send({ button: token }, title),
      retry: (id) => this.#client.outgoing.retry(id),
      typing: (on) => this.#typing.customer(on),
      thumb: (message, value) => this.#client.tell("feedback", message, value),
      rate: (value) => this.#client.tell("rate", value),
      end: () => this.#end(),
      startNew: () => this.#client.session.leave("ended"),
    });
    this.#notice = new ConnectionNotice(words, (text) => this.#view.say(text));
    this.#typing = new Typing(words, {
      show: (who) => this.#view.typingBy(who),
      tell: (on) => this.#client.tell("typing", on),
    });
    this.#view.name(this.getAttribute("shop") ?? "");
    root.append(this.#view.element);
  }

  #connect() {
    this.#disconnect();
    const server = this.getAttribute("server");
    if (!server) return;
    this.#client = new ChatClient(server);
    for (const [name, hear] of Object.entries(this.#hearing())) {
      this.#client.addEventListener(name, ({ detail }) => hear(detail));
    }
    if (this.#client.store.read().open) this.#show(true, { focus: false });
    if (this.#assertion) this.#client.session.identify(this.#assertion);
    this.#view.canEnd(Boolean(this.#client.session.token));
    this.#client.resume();
  }

  #disconnect() {
    this.#client?.stop();
    this.#client = null;
    this.#notice.withdraw();
  }

  #hearing() {
    const view = this.#view;
    return {
      message: (data) => this.#message(data),
      outgoing: (message) => view.log.outgoing(message),
      typing: (data) => this.#typing.heard(data),
      mode: (data) => this.#mode(data),
      rating_asked: () => view.feedback.askRating(),
      ended: () => this.#ended(),
      connection: ({ state }) => this.#notice.is(state),
      history: ({ loading }) => view.log.quiet((this.#loading = loading)),
      session: ({ reason }) => this.#session(reason),
      identity_refused: () => view.log.note(words.identityRefused),
    };
  }

  #show(open, options) {
    if (!this.#view) return void this.toggleAttribute("open", open);
    if (this.#view.shown === open) return;
    this.#view.show(open, options);
    this.toggleAttribute("open", open);
    this.#client?.store.update({ open });
    this.dispatchEvent(new CustomEvent(open ? "helpline-open" : "helpline-close"));
  }

  #text(text) {
    this.#send({ text }, text);
  }

  #send(content, shown) {
    if (!this.#client) return this.#view.say(words.notReady);
    this.#supersede();
    this.#view.composer.askCode(false);
    this.#client.send(content, shown);
    this.#typing.customer(false);
    this.#view.toEnd();
  }

  #message(data) {
    const { log, replies, composer, feedback } = this.#view;
    const choices = data.buttons ?? [];
    const own = data.from === "customer";
    if (own || choices.length) this.#supersede();
    log.message(data);
    if (choices.length) replies.offer(choices);
    composer.askCode(this.#asksCode(data, own));
    if (this.hasAttribute("thumbs") && data.from === "assistant" && !choices.length) feedback.askThumb(data.id);
    if (own || this.#loading) return;
    this.#typing.heard({ on: false });
    this.#view.arrived();
    this.dispatchEvent(new CustomEvent("helpline-message", { detail: data }));
  }

  /** A code is asked for until the customer says something; a turn may say more after asking. */
  #asksCode({ turn, meta }, own) {
    if (own) this.#codeAskedIn = null;
    else if (CODE_SLOTS.has(meta?.asks)) this.#codeAskedIn = turn;
    else if (turn !== this.#codeAskedIn) this.#codeAskedIn = null;
    return this.#codeAskedIn !== null;
  }

  #mode(data) {
    this.#view.mode(data);
    this.#typing.toPerson = data.mode === "agent";
  }

  #supersede() {
    this.#view.replies.withdraw();
    this.#view.log.dropChoices();
    this.#view.feedback.withdraw();
  }

  #session(reason) {
    const view = this.#view;
    view.canEnd(reason === "begun");
    if (reason === "begun") return;
    this.#supersede();
    this.#codeAskedIn = null;
    view.composer.askCode(false);
    view.ended(false);
    this.#mode({ mode: "assistant" });
    this.#typing.heard({ on: false });
    if (reason === "expired") {
      view.log.freeze();
      view.log.note(words.newConversation);
      return;
    }
    view.log.clear();
    view.welcome();
    if (reason === "other_customer") view.log.note(words.otherCustomer);
  }

  async #end() {
    this.#view.asksEnd(false);
    if (await this.#client.end()) this.#ended();
    else this.#view.say(words.notEnded);
  }

  #ended() {
    this.#supersede();
    this.#view.ended(true);
  }
}

customElements.define("helpline-chat", HelplineChat);
