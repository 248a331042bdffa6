/** Say that the connection is lost, once that lasts, and take it back. */

import { Connection } from "./stream.js";

const AFTER_MS = 1_500; // a connection back within a blink is not worth a word

/** `say(text)` puts the words where they are seen and read out. */
export class ConnectionNotice {
  #timer = 0;

  constructor(words, say) {
    Object.assign(this, { words, say });
  }

  is(state) {
    if (state === Connection.OPEN) return this.withdraw();
    const text = navigator.onLine ? this.words.reconnecting : this.words.offline;
    this.#timer ||= setTimeout(() => this.say(text), AFTER_MS);
  }

  withdraw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.say("");
  }
}
