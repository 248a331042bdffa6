/** Be one conversation: what was said, what comes in, what goes out, without losing or doubling anything. */

import { ChatApi, ChatError, Failure } from "./api.js";
import { Outgoing } from "./outgoing.js";
import { Session } from "./session.js";
import { Store } from "./store.js";
import { Connection, EventStream } from "./stream.js";
import { backoff, pause } from "./waiting.js";

/**
 * Emits the protocol's events (`message`, `typing`, `mode`, `delivered`, `rating_asked`, `ended`), and its own:
 * `outgoing`, `connection` {state}, `history` {loading}, `session` {reason}, `identity_refused`.
 */
export class ChatClient extends EventTarget {
  #stream = null;
  #last = 0;
  #ended = false;
  #round = 0; // one more at every begin, loss and stop: what an older round still brings is dropped

  constructor(server) {
    super();
    this.api = new ChatApi(server);
    this.store = new Store(server);
    this.session = new Session(this.api, this.store);
    this.outgoing = new Outgoing(this.api, this.session, this.store);
    this.session.addEventListener("changed", ({ detail }) => this.#sessionChanged(detail.reason));
    this.session.addEventListener("identity_refused", () => this.#tell("identity_refused"));
    this.outgoing.addEventListener("outgoing", ({ detail }) => this.#tell("outgoing", detail));
    this.outgoing.addEventListener("ended", () => this.#tell("ended", {}));
  }

  /** After a reload: everything said so far, then what is new. */
  async resume() {
    if (!this.session.token) return;
    const round = ++this.#round;
    this.#tell("history", { loading: true });
    this.outgoing.restore(); // before the history, which tells which of these did arrive
    const loaded = await this.#history(round);
    this.#tell("history", { loading: false });
    if (loaded && !this.#ended) this.#listen(round);
  }

  send(content, shown) {
    return this.outgoing.send(content, shown);
  }

  /** Tell something that may get lost without harm (typing, thumbs, stars); true if it arrived. */
  async tell(call, ...parameters) {
    if (!this.session.token) return false;
    try {
      await this.api[call](this.session.token, ...parameters);
      return true;
    } catch (error) {
      if (error instanceof ChatError) return false;
      throw error;
    }
  }

  /** The customer ends the conversation; false if that did not reach the server. */
  async end() {
    try {
      await this.session.end();
      return true;
    } catch (error) {
      if (error instanceof ChatError) return false;
      throw error;
    }
  }

  stop() {
    this.#round += 1;
    this.#stream?.stop();
    this.session.close();
    this.outgoing.stop();
  }

  #sessionChanged(reason) {
    this.#round += 1;
    this.#stream?.stop();
    this.#last = 0;
    this.#ended = false;
    if (reason === "forgotten" || reason === "other_customer" || reason === "ended") this.outgoing.clear();
    this.#tell("session", { reason });
    if (reason === "begun") this.#listen(this.#round);
  }

  async #history(round) {
    for (let attempt = 0; round === this.#round; attempt += 1) {
      try {
        await this.#pages(round);
        return round === this.#round;
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        if (error.kind === Failure.TOKEN) this.session.leave("expired");
        else this.#tell("connection", { state: Connection.BROKEN });
        if (!error.passing) return false;
        await pause(error.retryAfter ? error.retryAfter * 1000 : backoff(attempt));
      }
    }
    return false;
  }

  async #pages(round) {
    for (let next = this.#last; next !== null && round === this.#round; ) {
      const page = await this.api.history(this.session.token, next);
      for (const { event, data } of page.items) this.#take(event, data, round);
      next = page.next ?? null;
    }
  }

  #listen(round) {
    this.#stream = new EventStream({
      connect: (signal) => this.api.events(this.session.token, this.#last, signal),
      onEvent: ({ name, data }) => this.#take(name, JSON.parse(data), round),
      onState: (state) => this.#connection(state, round),
    });
    this.#stream.run();
  }

  #connection(state, round) {
    if (round !== this.#round) return;
    if (state === Connection.EXPIRED) this.session.leave("expired");
    else this.#tell("connection", { state });
  }

  #take(name, data, round) {
    if (round !== this.#round) return;
    if (data.seq !== undefined) {
      if (data.seq <= this.#last) return; // history and stream overlap: each number counts once
      this.#last = data.seq;
    }
    if (name === "ended") this.#over();
    if (data.meta?.client_id) this.outgoing.arrived(data.meta.client_id);
    this.#tell(name, data);
  }

  /** Nothing more can come: a stream would only be opened and closed again and again. */
  #over() {
    this.#ended = true;
    this.#stream?.stop();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
