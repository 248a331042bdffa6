/** Offer the suggested answers of the newest message, until one is taken or something newer is said. */

import { make } from "./dom.js";

/** `onChoice({title, token})` for the one taken. */
export class QuickReplies {
  constructor(words, { onChoice }) {
    this.onChoice = onChoice;
    this.element = make("div", { class: "replies", role: "group", "aria-label": words.quickReplies, hidden: true });
  }

  offer(buttons) {
    this.element.replaceChildren(...buttons.map((button) => this.#button(button)));
    this.element.hidden = buttons.length === 0;
  }

  withdraw() {
    this.offer([]);
  }

  #button({ title, token }) {
    const choose = () => {
      this.onChoice({ title, token });
      this.withdraw();
    };
    return make("button", { type: "button", class: "reply", onclick: choose }, title);
  }
}
