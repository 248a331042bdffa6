/** Hold the conversation's token: begin it, renew it, prove who is writing, and let it go. */

import { ChatError, Failure } from "./api.js";

const RENEW_WHEN_LEFT = 0.5; // of the token's life
const CHECK_RENEWAL_MS = 10 * 60_000;
const IDENTITY_IDLE_MS = 20 * 60_000; // the shop forgets a sign-in after 30 idle minutes

/** Emits `changed` (begun, lost or left: detail.reason) and `identity_refused`. */
export class Session extends EventTarget {
  #beginning = null;
  #proving = null;
  #assertion = null;
  #lastUse = Date.now();
  #timer = 0;

  constructor(api, store) {
    super();
    this.api = api;
    this.store = store;
    ({ token: this.token = null, begunAt: this.begunAt = 0, expiresAt: this.expiresAt = 0 } = store.read());
    if (this.token) this.#watch();
  }

  /** The token, of a conversation begun now if there is none; calls at the same time begin only one. */
  async open() {
    await this.#proving; // what is written after a sign-in is written by who signed in
    if (this.token) {
      await this.#refreshIdentity();
      return this.token;
    }
    this.#beginning ??= this.#begin().finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  /** Take the site's assertion (or a function that fetches a fresh one) and raise the level if already talking. */
  identify(assertion) {
    this.#assertion = assertion;
    this.#proving = this.#raise().finally(() => (this.#proving = null));
    return this.#proving;
  }

  /** At the site's sign-out: the server drops the identity, and this browser the conversation. */
  async forget() {
    const { token } = this;
    this.#assertion = null;
    this.leave("forgotten");
    if (token) await this.api.dropIdentity(token).catch(ignorePassing);
  }

  async end() {
    if (this.token) await this.api.end(this.token);
  }

  /** Let go of the conversation; `refused` is the token that no longer works, if that is why. */
  leave(reason, refused = this.token) {
    if (refused !== this.token) return; // another call already began a new one
    clearInterval(this.#timer);
    this.#keep({ token: null, begunAt: 0, expiresAt: 0 });
    this.#tell("changed", { reason });
  }

  async #begin() {
    const answer = await this.#start();
    this.#keep({ token: answer.token, begunAt: Date.now(), expiresAt: Date.parse(answer.expires_at) });
    this.#watch();
    this.#tell("changed", { reason: "begun" });
    return answer.token;
  }

  async #start() {
    const assertion = await this.#fresh();
    if (!assertion) return this.api.start();
    try {
      return await this.api.start(assertion);
    } catch (error) {
      if (error.passing) throw error;
      this.#refused();
      return this.api.start();
    }
  }

  async #raise() {
    await this.#beginning?.catch(ignorePassing); // begun as a guest a moment ago
    if (this.token) await this.#prove();
  }

  async #prove() {
    const { token } = this;
    const assertion = await this.#fresh();
    if (!assertion || token !== this.token) return;
    try {
      await this.api.identify(token, assertion);
      this.#lastUse = Date.now();
    } catch (error) {
      if (error.kind === Failure.CONFLICT) this.leave("other_customer", token);
      else if (!error.passing) this.#refused();
    }
  }

  async #refreshIdentity() {
    const idle = Date.now() - this.#lastUse;
    this.#lastUse = Date.now();
    if (idle > IDENTITY_IDLE_MS && typeof this.#assertion === "function") await this.#prove();
  }

  /** An assertion lives five minutes and works once: a page should give a function. */
  async #fresh() {
    const source = this.#assertion;
    if (typeof source !== "function") {
      this.#assertion = null;
      return source;
    }
    try {
      return await source();
    } catch (cause) {
      this.#tell("identity_refused", { cause });
      return null;
    }
  }

  #refused() {
    if (typeof this.#assertion !== "function") this.#assertion = null;
    this.#tell("identity_refused");
  }

  #watch() {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.renewIfDue(), CHECK_RENEWAL_MS);
    this.renewIfDue();
  }

  async renewIfDue() {
    const { token, begunAt, expiresAt } = this;
    const left = (expiresAt - Date.now()) / (expiresAt - begunAt);
    if (!token || !(left < RENEW_WHEN_LEFT)) return;
    const answer = await this.api.renew(token).catch(ignorePassing);
    if (!answer?.token || token !== this.token) return;
    this.#keep({ token: answer.token, begunAt: Date.now(), expiresAt: Date.parse(answer.expires_at) });
  }

  close() {
    clearInterval(this.#timer);
  }

  #keep(state) {
    Object.assign(this, state);
    this.store.update(state);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

// A renewal or a sign-out that fails changes nothing here: the token then runs out by itself.
function ignorePassing(error) {
  if (!(error instanceof ChatError)) throw error;
}
