/** Ask how an answer was (thumbs) or how the whole talk was (one to five). */

import { icon, make } from "./dom.js";

/** `onThumb(messageId, "up" | "down")`, `onRating(1…5)`. */
export class Feedback {
  constructor(words, { onThumb, onRating }) {
    Object.assign(this, { words, onThumb, onRating });
    this.element = make("div", { class: "feedback", hidden: true });
  }

  askThumb(messageId) {
    const { words } = this;
    const thumb = (name, label) => {
      const onclick = () => this.#done(() => this.onThumb(messageId, name));
      return make("button", { type: "button", class: "thumb", "aria-label": label, title: label, onclick }, icon(name));
    };
    this.#ask(words.helpful, thumb("up", words.helpfulYes), thumb("down", words.helpfulNo));
  }

  askRating() {
    const star = (value) => {
      const onclick = () => this.#done(() => this.onRating(value));
      return make("button", { type: "button", class: "star", "aria-label": this.words.ratingValue(value), onclick }, String(value));
    };
    this.#ask(this.words.rating, ...[1, 2, 3, 4, 5].map(star));
  }

  withdraw() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  #ask(question, ...buttons) {
    const group = make("div", { role: "group", "aria-label": question }, make("span", {}, question), ...buttons);
    this.element.replaceChildren(group);
    this.element.hidden = false;
  }

  #done(tell) {
    tell();
    this.element.replaceChildren(make("span", { role: "status" }, this.words.thanksForFeedback));
  }
}
