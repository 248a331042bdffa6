/** Remember the conversation of this tab, so that a reload or another page of the shop finds it again. */

// sessionStorage, not localStorage: on a shared computer the conversation ends with the tab.
export class Store {
  constructor(server) {
    this.key = `helpline-chat:${server}`;
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key)) ?? {};
    } catch {
      return {}; // storage is switched off, or holds something that is not ours
    }
  }

  update(changes) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ ...this.read(), ...changes }));
    } catch {
      // Without storage the chat works until the page is left.
    }
  }
}
