// Plain text and spans (UTF-16 units) become elements; nothing here ever parses HTML.

import { make } from "./words.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
};
const LINK = /https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?()]/g;

function link(url, label) {
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

function element(span) {
  if (span.kind === "text_link" && /^(https?|mailto|tel):/i.test(span.url)) return link(span.url, "");
  if (span.kind === "spoiler") {
    const spoiler = make("span", { className: "spoiler", tabIndex: 0, role: "button" });
    spoiler.onclick = spoiler.onkeydown = (event) => {
      if (!event.key || event.key === "Enter") spoiler.className = "";
    };
    return spoiler;
  }
  return make(TAGS[span.kind] || "span");
}

/** Addresses in the text become links, except inside links and code. */
function plain(parent, text) {
  let at = 0;
  for (const found of parent.closest?.("a, code, pre") ? [] : text.matchAll(LINK)) {
    parent.append(text.slice(at, found.index), link(found[0], found[0]));
    at = found.index + found[0].length;
  }
  parent.append(text.slice(at));
}

/** Fill `parent`; the spans come outer before inner. */
export function rich(parent, text, spans = []) {
  const left = [...spans];
  let at = 0;
  const fill = (inside, end) => {
    while (left.length && left[0].offset < end) {
      const span = left.shift();
      if (span.offset > at) plain(inside, text.slice(at, span.offset));
      at = Math.max(at, span.offset);
      const piece = element(span);
      inside.append(piece);
      fill(piece, Math.min(end, span.offset + span.length));
    }
    if (end > at) plain(inside, text.slice(at, end));
    at = Math.max(at, end);
  };
  fill(parent, text.length);
}
