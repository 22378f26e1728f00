// Text as WhatsApp shows it: *bold*, _italic_, ~strike~, `code`, ```block```, > quote, links. Only text nodes: nothing
// a customer or the bot writes is ever read as markup.

const MARKS = [
  { tag: "strong", mark: "*" },
  { tag: "em", mark: "_" },
  { tag: "s", mark: "~" },
];
const EDGE = /[\s.,;:!?()[\]{}'"*_~/-]/;
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

export function el(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

export function icon(name, className = "icon", label = "") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", className);
  if (label) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", label); } else { svg.setAttribute("aria-hidden", "true"); }
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function linked(text) {
  const out = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    out.push(text.slice(end, found.index));
    const link = el("a", "", found[0]);
    link.href = found[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    out.push(link);
    end = found.index + found[0].length;
  }
  out.push(text.slice(end));
  return out.filter((part) => part !== "");
}

function closing(text, start, mark) {
  for (let at = text.indexOf(mark, start + 1); at > 0; at = text.indexOf(mark, at + 1)) {
    const inner = text.slice(start + 1, at);
    const after = text[at + 1];
    if (inner && !/^\s|\s$|\n/.test(inner) && (after === undefined || EDGE.test(after))) return at;
  }
  return -1;
}

function styled(text) {
  for (let at = 0; at < text.length; at += 1) {
    const before = text[at - 1];
    const style = MARKS.find((known) => known.mark === text[at]);
    const code = text[at] === "`";
    if ((!style && !code) || (before !== undefined && !EDGE.test(before))) continue;
    const end = closing(text, at, text[at]);
    if (end < 0) continue;
    const inner = text.slice(at + 1, end);
    const node = el(style ? style.tag : "code");
    node.append(...(style ? styled(inner) : [inner]));
    return [...linked(text.slice(0, at)), node, ...styled(text.slice(end + 1))];
  }
  return linked(text);
}

export function words(text, className = "words") {
  const holder = el("div", className);
  text.split("```").forEach((part, position, all) => {
    if (position % 2 && position < all.length - 1) {
      holder.append(el("pre", "", part.replace(/^\n|\n$/g, "")));
      return;
    }
    const lines = (position % 2 ? "```" : "") + part;
    lines.split(/(\n)/).forEach((line) => {
      if (line.startsWith("> ")) {
        const cite = el("span", "cite");
        cite.append(...styled(line.slice(2)));
        holder.append(cite);
      } else {
        holder.append(...styled(line));
      }
    });
  });
  return holder;
}

export function isBigEmoji(text) {
  return /^(\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?){1,3}$/u.test(text.trim());
}
