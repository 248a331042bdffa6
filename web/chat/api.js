/** Call the assistant over HTTP and turn every failure into a ChatError with a kind. */

const BASE = "/webhooks/webchat";
const PATIENCE_MS = 15_000;

export const Failure = Object.freeze({
  NETWORK: "network",
  SERVER: "server",
  TOKEN: "token",
  CONFLICT: "conflict",
  TOO_LONG: "too_long",
  TOO_MANY: "too_many",
  ENDED: "ended",
  NO_CODE: "no_code",
  REFUSED: "refused",
});

const BY_CODE = new Map([
  ["conversation_ended", Failure.ENDED],
  ["code_not_asked", Failure.NO_CODE],
]);

/** Failures that pass by themselves: the same request may work a little later. */
export const PASSING = new Set([Failure.NETWORK, Failure.SERVER, Failure.TOO_MANY]);

const BY_STATUS = new Map([
  [401, Failure.TOKEN],
  [409, Failure.CONFLICT],
  [413, Failure.TOO_LONG],
  [429, Failure.TOO_MANY],
]);

/** What went wrong, as one of Failure; `retryAfter` in seconds where the server named one. */
export class ChatError extends Error {
  constructor(kind, { status = 0, retryAfter = null, cause } = {}) {
    super(`${kind} (${status})`, { cause });
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may work a little later. */
  get passing() {
    return PASSING.has(this.kind);
  }
}

/** The calls of the web chat protocol; the token travels in a header and never in an address. */
export class ChatApi {
  constructor(server) {
    this.base = server.replace(/\/+$/, "") + BASE;
  }

  start(assertion) {
    return this.#json("POST", "/conversations", { body: assertion ? { assertion } : {} });
  }

  renew(token) {
    return this.#json("POST", "/conversations/current/token", { token, body: {} });
  }

  identify(token, assertion) {
    return this.#json("POST", "/conversations/current/identity", { token, body: { assertion } });
  }

  dropIdentity(token) {
    return this.#json("DELETE", "/conversations/current/identity", { token });
  }

  end(token) {
    return this.#json("DELETE", "/conversations/current", { token });
  }

  send(token, message) {
    return this.#json("POST", "/messages", { token, body: message });
  }

  history(token, after, limit = 100) {
    return this.#json("GET", `/messages?after=${after}&limit=${limit}`, { token });
  }

  typing(token, on) {
    return this.#json("POST", "/typing", { token, body: { on } });
  }

  feedback(token, messageId, value) {
    return this.#json("POST", "/feedback", { token, body: { message_id: messageId, value } });
  }

  rate(token, value) {
    return this.#json("POST", "/rating", { token, body: { value } });
  }

  /** The open stream of events after that number; EventSource could not send the token in a header. */
  async events(token, after, signal) {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(after) };
    return this.#fetch("GET", "/events", { token, headers, signal });
  }

  async #json(method, path, { token, body } = {}) {
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await this.#fetch(method, path, { token, headers, signal, body });
    try {
      const text = await response.text();
      return text ? JSON.parse(text) : {};
    } catch (cause) {
      throw new ChatError(Failure.NETWORK, { status: response.status, cause }); // cut off in the middle
    }
  }

  async #fetch(method, path, { token, headers, signal, body }) {
    if (token) headers.Authorization = `Bearer ${token}`;
    const options = { method, headers, signal, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" };
    if (body !== undefined) options.body = JSON.stringify(body);
    const response = await fetch(this.base + path, options).catch((cause) => {
      throw new ChatError(Failure.NETWORK, { cause });
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }
}

/** Status and, where several things share a status, the code of the problem+json body. */
async function refusal(response) {
  const { status } = response;
  const { code } = await response.json().catch(() => ({}));
  const kind = BY_CODE.get(code) ?? BY_STATUS.get(status) ?? (status >= 500 ? Failure.SERVER : Failure.REFUSED);
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new ChatError(kind, { status, retryAfter: Number.isFinite(seconds) ? seconds : null });
}
