/** Take what the customer writes: a message, or the digits of a one-time code. */

import { icon, make } from "./dom.js";

export const LONGEST = 2_000;
const WARN_FROM = 1_800;
const CODE = /^\d{6}$/;

/** `onText(text)`, `onCode(digits)` when sent; `onTyping(on)` while a message is being written. */
export class Composer {
  #codeAsked = false;

  constructor(words, { onText, onCode, onTyping }) {
    Object.assign(this, { words, onText, onCode, onTyping });
    this.element = make("div", { class: "composer" }, this.#textForm(), this.#codeForm());
    this.#show(false);
  }

  focus() {
    (this.codeForm.hidden ? this.input : this.code).focus();
  }

  /** Whether the assistant waits for a one-time code. */
  askCode(asked) {
    if (asked === this.#codeAsked) return;
    const focused = this.element.contains(this.element.getRootNode().activeElement);
    this.#codeAsked = asked;
    this.code.value = "";
    this.#show(asked);
    if (focused) this.focus();
  }

  disable(off) {
    this.element.hidden = off;
  }

  #textForm() {
    const { words } = this;
    this.input = make("textarea", {
      id: "input", rows: "1", placeholder: words.placeholder, autocomplete: "off", "aria-describedby": "count",
      oninput: () => this.#written(), onkeydown: (event) => this.#key(event),
    });
    this.count = make("p", { id: "count", class: "count", role: "status" });
    this.sendButton = make("button", { class: "send", "aria-label": words.send, title: words.send }, icon("send"));
    this.codeBack = make("button", { type: "button", class: "plain", onclick: () => this.#swap(true) }, words.codeBack);
    const label = make("label", { for: "input", class: "unseen" }, words.input);
    const line = make("div", { class: "line" }, label, this.input, this.sendButton);
    this.textForm = make("form", { onsubmit: (event) => this.#submitText(event) }, line, this.count, this.codeBack);
    return this.textForm;
  }

  #codeForm() {
    const { words } = this;
    this.code = make("input", {
      id: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6", spellcheck: "false",
      "aria-describedby": "code-hint", oninput: () => this.#digits(),
    });
    this.codeHint = make("p", { id: "code-hint", class: "count", role: "status" });
    const label = make("label", { for: "code" }, words.codeInput);
    const send = make("button", { class: "send", "aria-label": words.codeSend, title: words.codeSend }, icon("send"));
    const instead = make("button", { type: "button", class: "plain", onclick: () => this.#swap(false) }, words.codeInstead);
    const line = make("div", { class: "line" }, this.code, send);
    this.codeForm = make("form", { class: "code", onsubmit: (event) => this.#submitCode(event) }, label, line, this.codeHint, instead);
    return this.codeForm;
  }

  #show(code) {
    this.codeForm.hidden = !code;
    this.textForm.hidden = code;
    this.codeBack.hidden = !this.#codeAsked;
    this.codeHint.textContent = "";
  }

  #swap(code) {
    this.#show(code);
    this.focus();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.textForm.requestSubmit();
  }

  #written() {
    const { style } = this.input;
    style.height = "auto";
    style.height = `${this.input.scrollHeight}px`;
    this.#measure();
    this.onTyping(this.input.value !== "");
  }

  #measure() {
    const length = [...this.input.value].length; // characters, as the server counts them
    const over = length - LONGEST;
    this.count.classList.toggle("wrong", over > 0);
    this.input.toggleAttribute("aria-invalid", false);
    if (over > 0) this.input.setAttribute("aria-invalid", "true");
    this.count.textContent = over > 0 ? this.words.tooLong(over) : length >= WARN_FROM ? this.words.left(-over) : "";
    return over <= 0;
  }

  #submitText(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text || !this.#measure()) return;
    this.input.value = "";
    this.#written();
    this.onText(text);
  }

  #digits() {
    this.code.value = this.code.value.replace(/\D/g, "").slice(0, 6);
    this.codeHint.textContent = "";
    this.code.removeAttribute("aria-invalid");
  }

  #submitCode(event) {
    event.preventDefault();
    const digits = this.code.value;
    if (!CODE.test(digits)) {
      this.codeHint.textContent = this.words.codeHint;
      this.code.setAttribute("aria-invalid", "true");
      return this.code.focus();
    }
    this.code.value = "";
    this.onCode(digits);
  }
}
