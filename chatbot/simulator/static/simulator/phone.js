// One customer's phone: the chat, the composer, attachments, the sheet of a list.
import { time, turn } from "./bubble.js";
import { el, icon } from "./words.js";

const HINTS = [
  "oi", "aceito", "até 90 mil, família, São Paulo, economia e espaço", "o 2", "compara o 1 com o 2",
  "quero simular financiamento", "quero falar com uma pessoa", "recomeçar",
];
const ATTACHMENTS = [
  ["image", "photo", "Foto", "c1"], ["file", "camera", "Do computador", "c2"], ["audio", "mic", "Áudio", "c3"],
  ["location", "pin", "Localização", "c4"], ["contacts", "person", "Contato", "c5"], ["sticker", "sticker", "Figurinha", "c6"],
  ["document", "paper", "Documento", "c7"],
];

export class Phone {
  constructor(customer, { post, leave }) {
    this.customer = customer;
    this.post = post;
    this.messages = new Map();
    this.nodes = new Map();
    const seat = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.seat = seat;
    this.find = (selector) => seat.querySelector(selector);
    this.log = this.find(".log");
    this.field = this.find("textarea");
    seat.dataset.customer = customer.id;
    seat.setAttribute("aria-label", `Telefone de ${customer.name}`);
    this.find(".who-name").textContent = customer.name;
    this.find(".who-number").textContent = customer.phone ? written(customer.phone) : "sem telefone";
    this.find(".leave").addEventListener("click", () => leave(this));
    this.prepareComposer();
    this.prepareMenu();
    this.prepareHints();
    this.log.addEventListener("scroll", () => this.showDown());
    this.find(".down").addEventListener("click", () => this.toEnd());
    this.log.addEventListener("load", () => this.following && this.toEnd(), true);
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.log);
    this.following = true;
  }

  prepareComposer() {
    const form = this.find(".composer");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.field.value;
      if (!text.trim()) return;
      this.field.value = "";
      this.grow();
      this.say({ text });
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    this.field.addEventListener("input", () => this.grow());
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 120)}px`;
  }

  prepareMenu() {
    const menu = this.find(".menu");
    const opener = this.find(".attach");
    const picker = this.find(".picker");
    const show = (open) => {
      menu.hidden = !open;
      opener.setAttribute("aria-expanded", String(open));
      if (open) menu.firstElementChild.focus();
    };
    ATTACHMENTS.forEach(([kind, name, label, colour]) => {
      const button = el("button");
      button.type = "button";
      button.setAttribute("role", "menuitem");
      button.append(icon(name, `icon ${colour}`), el("span", "", label));
      button.addEventListener("click", () => {
        show(false);
        if (kind === "file") picker.click();
        else this.attach(kind);
      });
      menu.append(button);
    });
    opener.addEventListener("click", () => show(menu.hidden));
    menu.addEventListener("keydown", (event) => moveFocus(event, menu, () => { show(false); opener.focus(); }));
    this.seat.addEventListener("click", (event) => {
      if (!menu.hidden && !menu.contains(event.target) && !opener.contains(event.target)) show(false);
    });
    picker.addEventListener("change", () => {
      const [file] = picker.files;
      picker.value = "";
      if (file) this.attachFile(file);
    });
  }

  attachFile(file) {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const data = String(reader.result).split(",")[1];
      this.say({ attach: "image", mime: file.type, data, caption: this.takeText() });
    });
    reader.readAsDataURL(file);
  }

  attach(kind) {
    this.say({ attach: kind, caption: kind === "image" ? this.takeText() : "" });
  }

  takeText() {
    const text = this.field.value.trim();
    this.field.value = "";
    this.grow();
    return text;
  }

  prepareHints() {
    const holder = this.find(".hints");
    HINTS.forEach((text) => {
      const button = el("button", "", text);
      button.type = "button";
      button.addEventListener("click", () => this.say({ text }));
      holder.append(button);
    });
  }

  async say(wish) {
    this.following = true;
    const answer = await this.post("send", { customer: this.customer.id, ...wish });
    if (answer.error) this.log.append(el("p", "trouble", answer.error));
    this.toEnd();
  }

  openList(content) {
    const sheet = this.find(".sheet");
    const before = document.activeElement;
    const close = () => { sheet.hidden = true; sheet.replaceChildren(); if (before) before.focus(); };
    const paper = el("div", "sheet-paper");
    const head = el("div", "sheet-head");
    const closer = el("button");
    closer.type = "button";
    closer.setAttribute("aria-label", "Fechar");
    closer.append(icon("close"));
    closer.addEventListener("click", close);
    head.append(closer, el("span", "", content.action.button));
    const rows = el("div", "sheet-rows");
    rows.setAttribute("role", "radiogroup");
    const send = el("button", "sheet-send", "Enviar");
    send.type = "button";
    send.disabled = true;
    let chosen = null;
    const choose = (row, node) => {
      chosen = row.id;
      rows.querySelectorAll(".row").forEach((other) => other.setAttribute("aria-checked", String(other === node)));
      send.disabled = false;
    };
    content.action.sections.forEach((section) => {
      if (section.title) rows.append(el("h3", "", section.title));
      section.rows.forEach((row) => rows.append(rowNode(row, choose)));
    });
    send.addEventListener("click", () => { close(); this.say({ tap: chosen }); });
    paper.append(head, rows, send);
    sheet.replaceChildren(paper);
    sheet.setAttribute("aria-label", content.action.button);
    sheet.onclick = (event) => { if (event.target === sheet) close(); };
    sheet.onkeydown = (event) => moveFocus(event, sheet, close);
    sheet.hidden = false;
    rows.querySelector(".row").focus();
  }

  /** Take over changed messages and what is known about the person. */
  update(messages, user) {
    if (messages.length) {
      messages.forEach((message) => this.messages.set(message.wamid, message));
      messages.forEach((message) => this.place(message));
      this.arrange();
    }
    if (user) this.showTyping(user.typing);
    if (messages.length || user) this.showDown();
  }

  place(message) {
    const actions = {
      tap: (id) => this.say({ tap: id }),
      attach: (kind) => this.attach(kind),
      openList: (content) => this.openList(content),
    };
    const fresh = turn(message, this.messages, actions);
    const old = this.nodes.get(message.wamid);
    if (!fresh) return;
    fresh.dataset.seq = message.seq;
    if (old) {
      const held = old.contains(document.activeElement);
      fresh.style.animation = "none";
      old.replaceWith(fresh);
      if (held) fresh.querySelector("button")?.focus();
    } else {
      this.log.append(fresh);
    }
    this.nodes.set(message.wamid, fresh);
  }

  arrange() {
    const nodes = [...this.nodes.values()].sort((one, other) => one.dataset.seq - other.dataset.seq);
    let before = null;
    nodes.forEach((node) => {
      const sameSide = before && ["mine", "theirs"].some((side) => before.classList.contains(side) && node.classList.contains(side));
      node.classList.toggle("follows", Boolean(sameSide));
      if (before && before.nextElementSibling !== node) before.after(node);
      before = node;
    });
    this.showDay(nodes[0]);
    if (this.following) this.toEnd();
  }

  showDay(first) {
    if (first && !this.log.querySelector(".day")) first.before(el("p", "day", "Hoje"));
  }

  showTyping(typing) {
    const presence = this.find(".presence");
    const old = this.log.querySelector(".typing-turn");
    presence.textContent = typing ? "digitando…" : "conta comercial";
    presence.classList.toggle("typing", typing);
    if (typing && !old) {
      const holder = el("div", "turn theirs plain typing-turn");
      const dots = el("div", "bubble typing-bubble");
      dots.append(el("i"), el("i"), el("i"));
      holder.append(dots);
      this.log.append(holder);
      if (this.following) this.toEnd();
    } else if (typing) {
      this.log.append(old);
    } else if (old) {
      old.remove();
    }
  }

  showDown() {
    const away = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
    this.following = away < 80;
    this.find(".down").hidden = this.following;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  clear() {
    this.nodes.forEach((node) => node.remove());
    this.messages.clear();
    this.nodes.clear();
    this.log.querySelectorAll(".day, .trouble").forEach((node) => node.remove());
  }

  tick() {
    this.find(".clock").textContent = time(Date.now() / 1000);
  }
}

function rowNode(row, choose) {
  const node = el("button", "row");
  node.type = "button";
  node.setAttribute("role", "radio");
  node.setAttribute("aria-checked", "false");
  const text = el("span", "", row.title);
  if (row.description) text.append(el("small", "", row.description));
  node.append(text, el("i"));
  node.addEventListener("click", () => choose(row, node));
  return node;
}

function moveFocus(event, holder, close) {
  const all = [...holder.querySelectorAll("button:not(:disabled)")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
  } else if (step || event.key === "Tab") {
    event.preventDefault();
    const by = step || (event.shiftKey ? -1 : 1);
    all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
  }
}

function written(phone) {
  const found = phone.match(/^55(\d{2})(\d{4,5})(\d{4})$/);
  return found ? `+55 ${found[1]} ${found[2]}-${found[3]}` : `+${phone}`;
}
