// The page: which phones lie on the table, and the news for them twice a second.
import { Phone } from "./phone.js";

const base = document.body.dataset.base;
const token = document.querySelector("meta[name=csrf]").content;
const stage = document.getElementById("stage");
const EVERY_MS = 500;
const KEPT = "simulator.customers";
const FIRST = [{ name: "Ana Souza", phone: "5511987654321" }, { name: "Beto Lima", phone: "" }, { name: "Carla Dias", phone: "5531988776655" }];

const phones = new Map();
let epoch = "";
let cursor = 0;

async function call(path, options = {}) {
  try {
    const answer = await fetch(base + path, { ...options, cache: "no-store", credentials: "same-origin" });
    return await answer.json();
  } catch {
    return { error: "Sem resposta do servidor.", away: true };
  }
}

function post(path, wish) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return call(path, { method: "POST", headers, body: JSON.stringify(wish) }).then((answer) => {
    wake();
    return answer;
  });
}

function kept() {
  try {
    const list = JSON.parse(localStorage.getItem(KEPT));
    if (Array.isArray(list) && list.length) return list;
  } catch { /* an unreadable list is no list */ }
  const room = window.innerWidth > 1240 ? 3 : window.innerWidth > 820 ? 2 : 1;
  return FIRST.slice(0, room);
}

function keep() {
  const list = [...phones.values()].map(({ customer }) => ({ name: customer.name, phone: customer.phone }));
  localStorage.setItem(KEPT, JSON.stringify(list));
}

async function add({ name, phone }) {
  const customer = await post("customers", { name, phone });
  if (customer.error) return customer;
  let one = phones.get(customer.id);
  if (!one) {
    one = new Phone(customer, { post, leave });
    phones.set(customer.id, one);
    stage.append(one.seat);
    one.tick();
  }
  cursor = 0; // have the whole chat of the new one told again
  epoch = "";
  keep();
  return { phone: one };
}

function leave(one) {
  phones.delete(one.customer.id);
  one.seat.remove();
  keep();
}

function show(news) {
  if (news.fresh) phones.forEach((one) => one.clear());
  epoch = news.epoch;
  cursor = news.cursor;
  const byUser = new Map();
  news.messages.forEach((message) => {
    if (!byUser.has(message.user)) byUser.set(message.user, []);
    byUser.get(message.user).push(message);
  });
  const users = new Map(news.users.map((user) => [user.id, user]));
  phones.forEach((one, id) => {
    const messages = (byUser.get(id) || []).sort((first, second) => first.seq - second.seq);
    one.update(messages, users.get(id));
  });
  return [...phones.keys()].every((id) => users.has(id));
}

let wake = () => {};
async function watch() {
  const link = document.getElementById("link");
  for (;;) {
    const news = await call(`updates?since=${cursor}&epoch=${encodeURIComponent(epoch)}`);
    link.className = `link ${news.error ? "off" : "on"}`;
    link.lastElementChild.textContent = news.error ? "sem servidor" : "ligado";
    if (!news.error && !show(news)) await meetAgain();
    await new Promise((resolve) => { wake = resolve; setTimeout(resolve, EVERY_MS); });
  }
}

async function meetAgain() {
  // The server began anew and knows nobody: introduce the customers again.
  for (const { customer } of phones.values()) await call("customers", introduction(customer));
}

function introduction(customer) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return { method: "POST", headers, body: JSON.stringify({ name: customer.name, phone: customer.phone }) };
}

function prepareNewcomer() {
  const dialog = document.getElementById("newcomer");
  const form = document.getElementById("newcomer-form");
  const name = document.getElementById("newcomer-name");
  const phone = document.getElementById("newcomer-phone");
  const hidden = document.getElementById("newcomer-hidden");
  const problem = document.getElementById("newcomer-problem");
  document.getElementById("add").addEventListener("click", () => {
    form.reset();
    problem.textContent = "";
    phone.disabled = false;
    dialog.showModal();
    name.focus();
  });
  hidden.addEventListener("change", () => { phone.disabled = hidden.checked; });
  document.getElementById("newcomer-cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!hidden.checked && !phone.value.trim()) {
      problem.textContent = "Escreva o celular, ou marque “Sem telefone”.";
      return;
    }
    const answer = await add({ name: name.value, phone: hidden.checked ? "" : phone.value });
    if (answer.error) { problem.textContent = answer.error; return; }
    dialog.close();
    answer.phone.seat.scrollIntoView({ behavior: "smooth", inline: "center" });
    answer.phone.field.focus();
  });
}

prepareNewcomer();
setInterval(() => phones.forEach((one) => one.tick()), 10_000);
for (const customer of kept()) await add(customer);
document.body.dataset.ready = "true";
watch();
