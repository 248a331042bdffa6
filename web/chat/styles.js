/** Dress the chat: one sheet inside its shadow root, in light and in dark. A page may set the --helpline-… colours. */

export const styles = new CSSStyleSheet();

styles.replaceSync(`
:host {
  --accent: var(--helpline-accent, #24564a); /* words and lines on paper */
  --fill: var(--helpline-fill, #24564a); /* surfaces, with --on-fill on them */
  --on-fill: var(--helpline-on-fill, #ffffff);
  --paper: var(--helpline-paper, #ffffff);
  --ink: var(--helpline-ink, #23211d);
  --muted: var(--helpline-muted, #625c53);
  --bubble: var(--helpline-bubble, #f1ede5);
  --line: var(--helpline-line, #d9d2c5);
  --wrong: var(--helpline-wrong, #a3260f);
  --ring: var(--helpline-ring, #1b63c4);
  color-scheme: light;
  font: 400 0.9375rem/1.45 var(--helpline-font, system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif);
}
@media (prefers-color-scheme: dark) {
  :host {
    --accent: var(--helpline-accent, #8cc9b5);
    --fill: var(--helpline-fill, #2a5c4e);
    --on-fill: var(--helpline-on-fill, #ffffff);
    --paper: var(--helpline-paper, #1f1e1b);
    --ink: var(--helpline-ink, #f0ebe1);
    --muted: var(--helpline-muted, #b5ada0);
    --bubble: var(--helpline-bubble, #302d28);
    --line: var(--helpline-line, #4a453d);
    --wrong: var(--helpline-wrong, #ff9d87);
    --ring: var(--helpline-ring, #9cc4ff);
    color-scheme: dark;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
p, h2, ul { margin: 0; padding: 0; }
button, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
:focus-visible { outline: 3px solid var(--ring); outline-offset: 2px; }
svg { width: 1.4em; height: 1.4em; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher {
  position: fixed; right: 1.25rem; bottom: 1.25rem; z-index: 2147483000; display: flex; align-items: center; gap: 0.6rem;
  padding: 0.85rem 1.2rem 0.85rem 1rem; border-radius: 2rem; background: var(--fill); color: var(--on-fill);
  font-weight: 600; box-shadow: 0 6px 24px rgb(0 0 0 / 0.22);
}
.open .launcher { visibility: hidden; }
.badge {
  position: absolute; top: -0.4rem; right: -0.2rem; min-width: 1.5rem; padding: 0.05rem 0.4rem; border-radius: 1rem;
  background: var(--wrong); color: var(--paper); font-size: 0.8125rem; text-align: center;
}
.panel {
  position: fixed; right: 1.25rem; bottom: 1.25rem; z-index: 2147483001; display: flex; flex-direction: column; overflow: hidden;
  width: min(24.5rem, calc(100vw - 2.5rem)); height: min(40rem, calc(100dvh - 2.5rem)); border-radius: 1.1rem;
  border: 1px solid var(--line); background: var(--paper); color: var(--ink); box-shadow: 0 16px 56px rgb(0 0 0 / 0.28);
}
@media (max-width: 30rem), (max-height: 26rem) {
  .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
}
.head { display: flex; align-items: center; gap: 0.25rem; padding: 0.8rem 0.6rem 0.8rem 1.1rem; background: var(--fill); color: var(--on-fill); }
.head div { flex: 1; min-width: 0; }
h2 { font-size: 1rem; font-weight: 650; line-height: 1.3; }
.mode { font-size: 0.8125rem; }
.mode::before { content: ""; display: inline-block; width: 0.5em; height: 0.5em; margin-right: 0.45em; border-radius: 50%; background: currentColor; }
[data-mode="waiting"] .mode::before { background: none; border: 2px solid currentColor; }
.head button { display: grid; place-items: center; width: 2.5rem; height: 2.5rem; border-radius: 50%; }
.head button:hover { background: rgb(128 128 128 / 0.3); }
.head :focus-visible { outline-color: currentColor; outline-offset: -3px; }
.head button:disabled { opacity: 0.5; cursor: default; }

.scroller { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1rem 1rem 0.5rem; }
.scroller:focus-visible { outline-offset: -3px; }
.log { display: flex; flex-direction: column; }
.note { margin-bottom: 0.6rem; color: var(--muted); font-size: 0.8125rem; text-align: center; text-wrap: balance; }
.note.welcome { color: var(--ink); font-size: 0.9375rem; text-align: left; text-wrap: pretty; padding-bottom: 0.6rem; border-bottom: 1px solid var(--line); }
.message { max-width: 86%; margin-top: 0.8rem; align-self: flex-start; position: relative; }
.message.follows { margin-top: 0.25rem; }
.text { padding: 0.55rem 0.85rem; border-radius: 1.1rem; border-bottom-left-radius: 0.35rem; background: var(--bubble); white-space: pre-wrap; overflow-wrap: anywhere; }
.from-customer { align-self: flex-end; text-align: right; }
.from-customer .text { display: inline-block; text-align: start; border-radius: 1.1rem; border-bottom-right-radius: 0.35rem; background: var(--fill); color: var(--on-fill); }
.from-system .text { background: none; border: 1px dashed var(--line); }
.from-agent .text { background: none; border: 1px solid var(--accent); }
.name { margin: 0 0 0.15rem 0.85rem; color: var(--muted); font-size: 0.8125rem; }
.follows .name { display: none; }
.text a, .sources a { color: inherit; text-decoration: underline; text-underline-offset: 2px; }
.sources { margin: 0.35rem 0 0 0.85rem; color: var(--muted); font-size: 0.8125rem; }
.sources ul { list-style: none; }
.state { margin: 0.15rem 0.35rem 0 0; color: var(--muted); font-size: 0.8125rem; }
.message[data-state="sent"]:not(.last) .state { display: none; }
.message[data-state="sending"] .text, .message[data-state="waiting"] .text { filter: saturate(0.75); }
.message[data-state="failed"] .state { color: var(--wrong); }
.retry, .plain { color: inherit; text-decoration: underline; text-underline-offset: 2px; padding: 0.25rem 0; }
.typing { display: flex; align-items: center; gap: 0.5rem; margin-top: 0.8rem; color: var(--muted); font-size: 0.8125rem; }
.dots { display: inline-flex; gap: 0.25rem; padding: 0.55rem 0.75rem; border-radius: 1rem; background: var(--bubble); }
.dots i { width: 0.4rem; height: 0.4rem; border-radius: 50%; background: var(--muted); }

.replies { display: flex; flex-wrap: wrap; gap: 0.5rem; padding-top: 0.8rem; }
.reply { padding: 0.5rem 0.95rem; border: 1.5px solid var(--accent); border-radius: 1.4rem; color: var(--accent); background: var(--paper); font-weight: 600; text-align: start; overflow-wrap: anywhere; }
.reply:hover { background: var(--fill); color: var(--on-fill); }
.feedback { padding-top: 0.5rem; color: var(--muted); font-size: 0.8125rem; }
.feedback div { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem; }
.thumb, .star { display: grid; place-items: center; min-width: 2rem; height: 2rem; border-radius: 50%; }
.thumb:hover, .star:hover { background: var(--bubble); color: var(--ink); }
.star { border: 1px solid var(--line); color: var(--ink); }

.foot { padding: 0 0.8rem 0.8rem; }
.status { padding: 0.35rem 0.4rem; color: var(--muted); font-size: 0.8125rem; text-align: center; }
.status:empty { padding: 0; min-height: 0.5rem; }
.ask { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; padding: 0.5rem 0.25rem; }
.ask p { flex-basis: 100%; }
.line { display: flex; align-items: flex-end; gap: 0.4rem; padding: 0.3rem; border: 1.5px solid var(--line); border-radius: 1.5rem; background: var(--paper); }
.line:focus-within { border-color: var(--ring); box-shadow: 0 0 0 2px var(--ring); }
textarea, input { flex: 1; min-width: 0; max-height: 8.5rem; padding: 0.5rem 0.7rem; border: 0; outline: 0; background: none; resize: none; line-height: 1.4; }
textarea:focus-visible, input:focus-visible { outline: 0; } /* the line around them has the ring */
textarea::placeholder { color: var(--muted); opacity: 1; }
#code { font-variant-numeric: tabular-nums; letter-spacing: 0.4em; font-size: 1.125rem; }
.code label { display: block; padding: 0 0.7rem 0.3rem; font-size: 0.875rem; }
.send { display: grid; place-items: center; flex: none; width: 2.4rem; height: 2.4rem; border-radius: 50%; background: var(--fill); color: var(--on-fill); }
.count { padding: 0.2rem 0.7rem 0; color: var(--muted); font-size: 0.8125rem; }
.count:empty { display: none; }
.count.wrong, [aria-invalid="true"] ~ .count { color: var(--wrong); }
.plain { margin-left: 0.7rem; color: var(--muted); font-size: 0.8125rem; }

@media (prefers-reduced-motion: no-preference) {
  .panel { animation: rise 0.18s ease-out; }
  .dots i { animation: nod 1.2s infinite ease-in-out; }
  .dots i:nth-child(2) { animation-delay: 0.15s; }
  .dots i:nth-child(3) { animation-delay: 0.3s; }
  .reply, .launcher { transition: background-color 0.12s, color 0.12s; }
}
@keyframes rise { from { opacity: 0; transform: translateY(0.75rem); } }
@keyframes nod { 0%, 60%, 100% { transform: none; } 30% { transform: translateY(-0.3rem); } }
@media (forced-colors: active) {
  .text, .send, .launcher, .reply { border: 1px solid; }
}
`);
