/** Read server-sent events out of text that arrives in pieces. */

/** Feed it pieces; it gives back the events that are complete. A comment line only proves the line is alive. */
export class EventReader {
  #rest = "";
  #event = { name: "", data: [] };
  #id = null;

  /** The events completed by this piece, each `{name, data, id}`, oldest first. */
  read(piece) {
    const events = [];
    // A piece may end between the two characters of a line end: a last "\r" waits for what follows.
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === "") this.#finish(events);
      else this.#field(line);
    }
    return events;
  }

  #field(line) {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event.name = value;
    else if (name === "data") this.#event.data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#id = value;
  }

  #finish(events) {
    const { name, data } = this.#event;
    if (data.length) events.push({ name: name || "message", data: data.join("\n"), id: this.#id });
    this.#event = { name: "", data: [] };
    this.#id = null; // an event without an id (typing) has none: it must not borrow the last one's
  }
}
