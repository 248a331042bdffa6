/** Show the messages of a conversation in the order of their numbers. */

import { Failure, PASSING } from "./api.js";
import { make, unseen } from "./dom.js";
import { Sending } from "./outgoing.js";
import { link, linked } from "./text.js";

/** A live log: what is added to it is read out. `onRetry(id)` when a customer asks to send again. */
export class MessageLog {
  #entries = []; // {element, seq, clientId, from}: in the order shown; what is not stored yet comes last

  constructor(words, { onRetry }) {
    this.words = words;
    this.onRetry = onRetry;
    this.element = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": words.log });
  }

  /** While a reload brings back what was said before, nothing is read out. */
  quiet(on) {
    this.element.setAttribute("aria-live", on ? "off" : "polite");
  }

  /** One `message` event. */
  message(data) {
    const entry = this.#find(data.meta?.client_id, data.seq) ?? this.#add(data.from);
    Object.assign(entry, { seq: data.seq, choices: data.buttons ?? [] });
    this.#fill(entry, this.#content(data));
    if (data.from === "customer") this.#state(entry, { state: Sending.SENT });
    this.#order(entry);
  }

  /** One message of the customer on its way out. */
  outgoing(message) {
    const { id, seq, shown } = message;
    if (seq && this.#entries.some((entry) => entry.seq === seq && entry.clientId !== id)) return this.#drop(id);
    const entry = this.#find(id) ?? this.#add("customer", id);
    if (!entry.element.hasChildNodes()) this.#fill(entry, [this.#text(shown)]);
    if (seq && !entry.seq) {
      entry.seq = seq;
      this.#order(entry);
    }
    this.#state(entry, message);
  }

  /** A line of the chat itself, not of anybody in it. */
  note(text) {
    this.element.append(make("p", { class: "note" }, text));
    this.#group();
  }

  /** Keep what is shown, but as the past: a new conversation numbers its messages anew. */
  freeze() {
    for (const { element } of this.#entries) element.querySelector(".state, .choices")?.remove();
    this.#entries = this.#entries.filter(({ seq }) => !seq);
  }

  clear() {
    this.#entries = [];
    this.element.replaceChildren();
  }

  /** The choices of an older message are no longer read out with it. */
  dropChoices() {
    for (const choices of this.element.querySelectorAll(".choices")) choices.remove();
  }

  #find(clientId, seq) {
    return this.#entries.find((entry) => (clientId && entry.clientId === clientId) || (seq && entry.seq === seq));
  }

  #add(from, clientId = null) {
    const element = make("div", { class: `message from-${from}` });
    const entry = { element, seq: null, clientId, from };
    this.#entries.push(entry);
    this.element.append(element);
    this.#group();
    return entry;
  }

  #drop(clientId) {
    const entry = this.#find(clientId);
    entry?.element.remove();
    this.#entries = this.#entries.filter((each) => each !== entry);
  }

  /** Move an entry to where its number belongs; one already there is not touched, so not read out again. */
  #order(entry) {
    const sorted = [...this.#entries].sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity) || 0);
    const before = this.#entries.indexOf(entry);
    const place = sorted.indexOf(entry);
    this.#entries = sorted;
    if (place !== before) this.element.insertBefore(entry.element, sorted[place + 1]?.element ?? null);
    this.#group();
  }

  #fill(entry, content) {
    entry.element.replaceChildren(unseen(this.words.said(this.#name(entry.from))), ...content);
  }

  #content(data) {
    const agent = data.from === "agent" ? make("p", { class: "name" }, data.name ?? this.words.agent) : null;
    const titles = (data.buttons ?? []).map(({ title }) => title);
    const choices = titles.length ? make("span", { class: "unseen choices" }, this.words.choices(titles)) : null;
    return [agent, this.#text(data.text), this.#sources(data.sources ?? []), choices].filter(Boolean);
  }

  #text(text) {
    return make("p", { class: "text", dir: "auto" }, linked(text, this.words.opensNewTab));
  }

  #sources(sources) {
    if (!sources.length) return null;
    const items = sources.map(({ title, url }) => make("li", {}, link(url, title, this.words.opensNewTab) ?? title));
    return make("div", { class: "sources" }, make("p", {}, this.words.sources), make("ul", {}, ...items));
  }

  #state(entry, { id, state, failure, seconds }) {
    entry.element.querySelector(".state")?.remove();
    entry.element.dataset.state = state;
    const failed = state === Sending.FAILED;
    const text = failed ? this.words.failures[failure] : this.words[state];
    const line = make("p", { class: "state" }, typeof text === "function" ? text(seconds) : text);
    if (failed && (PASSING.has(failure) || failure === Failure.TOKEN)) {
      line.append(" ", make("button", { type: "button", class: "retry", onclick: () => this.onRetry(id) }, this.words.retry));
    }
    entry.element.append(line);
  }

  /** Neighbours of one sender stand together; only the customer's last message says that it is sent. */
  #group() {
    let earlier = null;
    for (const element of this.element.children) {
      const same = earlier !== null && element.className.split(" ")[1] === earlier.className.split(" ")[1];
      element.classList.toggle("follows", same && element.classList.contains("message"));
      earlier?.classList.remove("last");
      earlier = element;
    }
    earlier?.classList.add("last");
  }

  #name(from) {
    return { customer: this.words.you, agent: this.words.agent, system: this.words.system }[from] ?? this.words.assistant;
  }
}
