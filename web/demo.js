/** Run the demo shop page: sign in as a demo customer or stay a guest, and tell the chat which. */

import "./helpline-chat.js";

const SIGNED_IN = "demo-shop:customer";
const chat = document.querySelector("helpline-chat");
const select = document.querySelector("#customer");
const who = document.querySelector("#who");
const suggestions = document.querySelectorAll("[data-say]");

async function ask(path, body) {
  const options = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function assertionOf(customerId) {
  return async () => (await ask("sign-in", { customer_id: customerId })).assertion;
}

function showWho() {
  const name = select.selectedOptions[0].dataset.name;
  who.textContent = name ? `You are signed in as ${name}.` : "You are a guest.";
}

/** As a real site would: tell the chat who it is at every page, and that nobody is there any more at sign-out. */
async function changed() {
  showWho();
  const id = select.value;
  sessionStorage.setItem(SIGNED_IN, id);
  await (id ? chat.identify(assertionOf(id)) : chat.forget());
}

function option({ id, name, email, orders }) {
  const element = new Option(`${name}, ${orders === 1 ? "1 order" : `${orders} orders`}`, id);
  element.dataset.name = name;
  element.title = email;
  return element;
}

function group(label, customers) {
  const element = document.createElement("optgroup");
  element.label = label;
  element.append(...customers.map(option));
  return element;
}

function fill({ customers, guest_order: order }) {
  const pending = customers.filter(({ last_order: status }) => status === "pending");
  const others = customers.filter((customer) => !pending.includes(customer));
  select.append(group("Last order can still be cancelled", pending), group("Other customers", others));
  const first = pending.sort((a, b) => a.id.localeCompare(b.id))[0];
  if (first) document.querySelector("[data-try=customer]").textContent = first.name;
  if (order) {
    document.querySelector("[data-try=order]").textContent = `for example ${order.number} with postcode ${order.postcode}`;
  }
}

function say({ currentTarget: { dataset } }) {
  chat.send(dataset.say);
}

async function start() {
  const config = await ask("config.json");
  fill(await ask("customers"));
  select.value = sessionStorage.getItem(SIGNED_IN) ?? "";
  if (select.selectedIndex < 0) select.value = ""; // seeded anew: that customer is gone
  select.disabled = false;
  select.addEventListener("change", changed);
  showWho();
  if (select.value) chat.identify(assertionOf(select.value));
  chat.setAttribute("server", config.assistant);
  for (const button of suggestions) {
    button.disabled = false;
    button.addEventListener("click", say);
  }
}

start().catch(() => {
  who.textContent = "The demo shop does not answer. Is everything running? Try `helpline status`.";
});
