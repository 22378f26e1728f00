// One message as the customer's phone shows it.
import { el, icon, isBigEmoji, words } from "./words.js";

const base = document.body.dataset.base;

export function time(at) {
  return new Date(at * 1000).toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit" });
}

function source(media) {
  if (media.id) return `${base}media/${encodeURIComponent(media.id)}`;
  return /^https?:\/\//.test(media.link || "") ? media.link : "";
}

function photo(media, className = "photo", label = "Foto") {
  const image = el("img", className);
  image.src = source(media);
  image.alt = media.caption || label;
  image.loading = "lazy";
  return image;
}

function stamp(message) {
  const holder = el("span", "stamp", time(message.at));
  if (message.direction !== "in") return holder;
  const read = message.status === "read";
  const taken = read || message.status === "delivered";
  const label = read ? "lida" : taken ? "entregue" : "enviada";
  holder.append(icon(taken ? "ticks" : "tick", read ? "icon read" : "icon", label));
  return holder;
}

function card(name, title, text) {
  const holder = el("div", "card");
  const column = el("span");
  column.append(el("b", "", title), el("small", "", text));
  holder.append(icon(name), column);
  return holder;
}

function place(location) {
  const holder = el("div");
  const map = el("div", "map");
  map.append(icon("pin"));
  holder.append(map, el("b", "", location.name || "Localização"));
  if (location.address) holder.append(el("div", "foot", location.address));
  return holder;
}

function withCaption(media, className) {
  const parts = [photo(media, className)];
  if (media.caption) parts.push(words(media.caption));
  return parts;
}

function voice(media) {
  const holder = el("div", "voice");
  const player = el("audio");
  player.controls = true;
  player.preload = "none";
  player.src = source(media);
  holder.append(icon("mic"), player);
  return [holder];
}

function interactiveParts(content) {
  if (content.button_reply || content.list_reply) {
    const reply = content.button_reply || content.list_reply;
    const parts = [words(reply.title)];
    if (reply.description) parts.push(el("p", "foot", reply.description));
    return parts;
  }
  const parts = [];
  const header = content.header;
  if (header && header.type === "text") parts.push(el("p", "title-line", header.text));
  if (header && header.type === "image") parts.push(photo(header.image));
  if (header && header.type === "document") parts.push(card("paper", header.document.filename || "Documento", ""));
  if (content.body) parts.push(words(content.body.text));
  if (content.footer) parts.push(el("p", "foot", content.footer.text));
  return parts;
}

const DRAW = {
  text: (body) => [isBigEmoji(body.text.body) ? el("div", "big-emoji", body.text.body) : words(body.text.body)],
  image: (body) => withCaption(body.image),
  video: (body) => [card("camera", "Vídeo", body.video.caption || "")],
  audio: (body) => voice(body.audio),
  document: (body) => [card("paper", body.document.filename || "Documento", body.document.caption || "arquivo")],
  sticker: (body) => [photo(body.sticker, "sticker", "Figurinha")],
  location: (body) => [place(body.location)],
  contacts: (body) => body.contacts.map((one) => card("person", one.name?.formatted_name || "Contato", one.phones?.[0]?.phone || "")),
  interactive: (body) => interactiveParts(body.interactive),
  button: (body) => [words(body.button.text)],
  template: (body) => [card("paper", `Modelo ${body.template.name}`, templateWords(body.template))],
  order: (body) => [card("shop", "Pedido", `${(body.order.product_items || []).length} item(ns)`)],
};

function templateWords(template) {
  const texts = (template.components || []).flatMap((part) => part.parameters || []).map((one) => one.text);
  return texts.filter(Boolean).join(" · ");
}

function quoteOf(message, known) {
  const id = message.body.context && (message.body.context.id || message.body.context.message_id);
  const quoted = id && known.get(id);
  if (!quoted) return null;
  const holder = el("span", "quote");
  holder.append(el("b", "", quoted.direction === "in" ? "Você" : "Loja Modelo"), el("span", "", brief(quoted).replace(/[*_~`]/g, "")));
  return holder;
}

export function brief(message) {
  const body = message.body;
  const text = body.text?.body || body.image?.caption || body.interactive?.body?.text
    || body.interactive?.button_reply?.title || body.interactive?.list_reply?.title;
  return text || { image: "Foto", audio: "Áudio", location: "Localização", sticker: "Figurinha" }[message.type] || "Mensagem";
}

function taps(message, actions) {
  const content = message.body.interactive;
  if (message.direction !== "out" || !content) return null;
  const holder = el("div", "taps");
  const button = (label, name, act) => {
    const node = el("button", "tap");
    node.type = "button";
    if (name) node.append(icon(name));
    node.append(el("span", "", label));
    node.addEventListener("click", act);
    holder.append(node);
  };
  if (content.type === "button") {
    content.action.buttons.forEach((one) => button(one.reply.title, "reply", () => actions.tap(one.reply.id)));
  } else if (content.type === "list") {
    button(content.action.button, "list", () => actions.openList(content));
  } else if (content.type === "location_request_message") {
    button("Enviar localização", "pin", () => actions.attach("location"));
  } else if (content.type === "request_contact_info") {
    button("Compartilhar contato", "person", () => actions.attach("contacts"));
  } else if (content.type === "cta_url") {
    const link = el("a", "tap");
    const address = content.action.parameters.url;
    if (/^https?:\/\//.test(address)) link.href = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.append(icon("open"), el("span", "", content.action.parameters.display_text));
    holder.append(link);
  }
  return holder.children.length ? holder : null;
}

function bubble(message, known) {
  const holder = el("div", "bubble");
  const draw = DRAW[message.type] || (() => [el("em", "foot", `Mensagem do tipo ${message.type}`)]);
  const quote = quoteOf(message, known);
  if (quote) holder.append(quote);
  try {
    holder.append(...draw(message.body));
  } catch {
    holder.append(el("em", "foot", "Mensagem que este aparelho não mostra"));
  }
  holder.append(stamp(message));
  holder.classList.toggle("bare", message.type === "sticker");
  holder.classList.toggle("with-photo", Boolean(holder.querySelector(".photo")));
  return holder;
}

/** The element of a message; `known` finds quoted ones, `actions` are what its buttons do. */
export function turn(message, known, actions) {
  if (message.type === "reaction") return null;
  const refused = message.direction === "out" && message.status === "failed";
  if (refused) return el("p", "trouble", `A loja enviou uma mensagem que não chegou (erro ${message.error}).`);
  const mine = message.direction === "in";
  const holder = el("div", `turn ${mine ? "mine" : "theirs"}`);
  holder.dataset.wamid = message.wamid;
  holder.dataset.type = message.type;
  holder.append(bubble(message, known));
  const buttons = taps(message, actions);
  if (buttons) holder.append(buttons);
  const emojis = Object.values(message.reactions).filter(Boolean);
  if (emojis.length) holder.append(el("span", "reactions", emojis.join(" ")));
  if (!mine && !buttons && !holder.querySelector(".photo")) holder.classList.add("plain");
  return holder;
}
