/** Send what the customer writes: one at a time, in order, under one id until the server has it. */

import { ChatError, Failure } from "./api.js";
import { backoff, pause } from "./waiting.js";

const ATTEMPTS = 6;
const LONGEST_WAIT_S = 120;

export const Sending = Object.freeze({ SENDING: "sending", WAITING: "waiting", SENT: "sent", FAILED: "failed" });

/** Emits `outgoing` with {id, content, shown, state, seq, failure, seconds} at every change of a message. */
export class Outgoing extends EventTarget {
  #queue = [];
  #known = new Map();
  #busy = false;
  #stopping = new AbortController();

  constructor(api, session, store) {
    super();
    this.api = api;
    this.session = session;
    this.store = store;
  }

  /** Put back what a reload interrupted; it is shown as failed, and sent again only by the customer. */
  restore() {
    for (const { id, content, shown } of this.store.read().unsent ?? []) {
      this.#change(this.#add(id, content, shown), { state: Sending.FAILED, failure: Failure.NETWORK });
    }
  }

  /** Send `content`: {text} or {button} or {code}; `shown` is what the customer sees of it. */
  send(content, shown) {
    const message = this.#add(freshId(), content, shown);
    this.#enqueue(message);
    return message.id;
  }

  retry(id) {
    const message = this.#known.get(id);
    if (message?.state === Sending.FAILED) this.#enqueue(message);
  }

  /** The server has it, as its event says: nothing more to send, whatever became of the request. */
  arrived(id) {
    const message = this.#known.get(id);
    if (!message) return;
    this.#queue = this.#queue.filter((queued) => queued !== message);
    this.#change(message, { state: Sending.SENT });
  }

  /** Forget everything that is not sent: the conversation it was meant for is over. */
  clear() {
    this.#queue = [];
    this.#known.clear();
    this.#remember();
  }

  stop() {
    this.#stopping.abort();
  }

  #add(id, content, shown) {
    const message = { id, content, shown, state: Sending.SENDING, seq: null, failure: null, seconds: 0 };
    this.#known.set(id, message);
    return message;
  }

  #enqueue(message) {
    this.#queue.push(message);
    this.#change(message, { state: Sending.SENDING, failure: null });
    this.#drain();
  }

  async #drain() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#queue.length && !this.#stopping.signal.aborted) await this.#deliver(this.#queue[0]);
    this.#busy = false;
  }

  async #deliver(message) {
    const wanted = () => this.#queue[0] === message && !this.#stopping.signal.aborted;
    let last = Failure.NETWORK;
    for (let attempt = 0; attempt < ATTEMPTS && wanted(); attempt += 1) {
      try {
        const seq = await this.#post(message);
        return this.#done(message, { state: Sending.SENT, seq });
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        last = error.kind;
        if (!error.passing && error.kind !== Failure.TOKEN) break;
        if (wanted()) await this.#wait(message, error, attempt);
      }
    }
    if (wanted()) this.#fail(message, last);
    if (last === Failure.ENDED) this.dispatchEvent(new CustomEvent("ended"));
  }

  async #post(message) {
    const token = await this.session.open();
    try {
      return (await this.api.send(token, { id: message.id, ...message.content })).seq;
    } catch (error) {
      if (error.kind === Failure.TOKEN) this.session.leave("expired", token); // the next attempt begins a new one
      throw error;
    }
  }

  async #wait(message, error, attempt) {
    const { signal } = this.#stopping;
    if (error.kind !== Failure.TOO_MANY) return pause(error.kind === Failure.TOKEN ? 0 : backoff(attempt), signal);
    const seconds = Math.min(error.retryAfter ?? 5, LONGEST_WAIT_S);
    this.#change(message, { state: Sending.WAITING, seconds });
    await pause(seconds * 1000, signal);
    this.#change(message, { state: Sending.SENDING });
  }

  #done(message, changes) {
    this.#queue = this.#queue.filter((queued) => queued !== message);
    this.#change(message, changes);
  }

  #fail(message, failure) {
    // Without a connection those behind it would each wait as long for nothing.
    const failed = failure === Failure.NETWORK ? this.#queue : [message];
    for (const each of [...failed]) this.#done(each, { state: Sending.FAILED, failure });
  }

  #change(message, changes) {
    Object.assign(message, changes);
    this.#remember();
    this.dispatchEvent(new CustomEvent("outgoing", { detail: { ...message } }));
  }

  #remember() {
    // A one-time code is never stored; a button's token is, since it alone makes the retry the same message.
    const open = [...this.#known.values()].filter(({ state, content }) => state !== Sending.SENT && !content.code);
    this.store.update({ unsent: open.map(({ id, content, shown }) => ({ id, content, shown })) });
  }
}

/** A random UUID; crypto.randomUUID exists only on https and localhost. */
function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
