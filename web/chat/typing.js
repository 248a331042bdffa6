/** Show who is typing, and tell a person that the customer is. */

const TELL_EVERY_MS = 3_000;
const LASTS_MS = 20_000;

/** `show(name or null)` on this side, `tell(on)` to the other. */
export class Typing {
  #timer = 0;
  #told = 0;

  constructor(words, { show, tell }) {
    Object.assign(this, { words, show, tell });
    this.toPerson = false; // only a person is interested in whether the customer is typing
  }

  heard({ on, from }) {
    clearTimeout(this.#timer);
    this.show(on ? (from === "agent" ? this.words.agent : this.words.assistant) : null);
    if (on) this.#timer = setTimeout(() => this.show(null), LASTS_MS); // the answer may never come
  }

  customer(on) {
    if (!this.toPerson || (on && Date.now() - this.#told < TELL_EVERY_MS)) return;
    this.#told = on ? Date.now() : 0;
    this.tell(on);
  }
}
