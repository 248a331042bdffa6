/** Wait between attempts: longer each time, never in step with others, and at once when the network is back. */

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/** How long to wait before attempt number `attempt` (from 0), in milliseconds: full jitter over a doubling span. */
export function backoff(attempt, random = Math.random) {
  const span = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return span / 4 + random() * span * 0.75;
}

/** Resolve after `ms`, or as soon as the browser is online again, or when `signal` aborts. */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      globalThis.removeEventListener("online", done);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    globalThis.addEventListener("online", done);
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
  });
}
