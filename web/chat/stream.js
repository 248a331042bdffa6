/** Keep one stream of events open, and go on exactly where it broke. */

import { Failure } from "./api.js";
import { EventReader } from "./sse.js";
import { backoff, pause } from "./waiting.js";

const SILENCE_MS = 40_000; // the server writes at least a comment every 15 s
const LONGEST_REFUSAL_S = 60;

export const Connection = Object.freeze({ OPEN: "open", BROKEN: "broken", EXPIRED: "expired" });

/** One conversation's events: `connect(signal)` opens the response, `onEvent` and `onState` hear of it. */
export class EventStream {
  #stopping = new AbortController();

  constructor({ connect, onEvent, onState }) {
    this.connect = connect;
    this.onEvent = onEvent;
    this.onState = onState;
  }

  stop() {
    this.#stopping.abort();
  }

  async run() {
    const { signal } = this.#stopping;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const failure = await this.#once(() => (attempt = 0));
      if (signal.aborted) return;
      if (failure?.kind === Failure.TOKEN) return this.onState(Connection.EXPIRED);
      this.onState(Connection.BROKEN);
      await pause(delay(failure, attempt), signal);
    }
  }

  /** One connection from its opening to its end; gives back why it ended, or null for a plain end. */
  async #once(onOpen) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    this.#stopping.signal.addEventListener("abort", stop);
    const silence = new Alarm(SILENCE_MS, stop);
    try {
      silence.reset();
      const response = await this.connect(attempt.signal);
      onOpen();
      this.onState(Connection.OPEN);
      await this.#follow(response.body, silence);
      return null;
    } catch (error) {
      return error;
    } finally {
      silence.off();
      stop();
      this.#stopping.signal.removeEventListener("abort", stop);
    }
  }

  async #follow(body, silence) {
    const pieces = body.pipeThrough(new TextDecoderStream()).getReader();
    const reader = new EventReader();
    for (;;) {
      const { done, value } = await pieces.read();
      if (done || this.#stopping.signal.aborted) return;
      silence.reset();
      for (const event of reader.read(value)) this.onEvent(event);
    }
  }
}

function delay(failure, attempt) {
  if (failure?.retryAfter) return Math.min(failure.retryAfter, LONGEST_REFUSAL_S) * 1000;
  return backoff(attempt);
}

/** Ring unless it is reset in time. */
class Alarm {
  #timer = 0;

  constructor(ms, ring) {
    this.ms = ms;
    this.ring = ring;
  }

  reset() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.ring, this.ms);
  }

  off() {
    clearTimeout(this.#timer);
  }
}
