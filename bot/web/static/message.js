// One message as a bubble: formatted text, a file, buttons, its time and state.

import { rich } from "./rich.js";
import { icon, make, size, words } from "./words.js";

const time = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" });
const SHEET = "M7 3h7l4 4v14H7zM14 3v5h4";
const BACK = "M10 6L4 12l6 6M4 12h10a6 6 0 0 1 6 6v1";
const OUT = "M8 6h10v10M18 6L6 18";

function attachment(file) {
  const url = file.url || `/chat/files/${file.id}`;
  if (file.kind === "photo") {
    const box = { width: file.width || 320, height: file.height || 240 };
    const image = make("img", { src: url, alt: `${words.photo}: ${file.name}`, decoding: "async", ...box });
    return make("a", { className: "picture", href: url, target: "_blank", rel: "noopener" }, image);
  }
  if (file.kind === "voice" || file.kind === "video") {
    const tag = file.kind === "voice" ? "audio" : "video";
    return make(tag, { src: url, controls: true, preload: "metadata", "aria-label": words[file.kind] });
  }
  const about = make("span", {}, make("b", {}, file.name), make("small", {}, `${size(file.size)} · ${words.download}`));
  return make("a", { className: "paper", href: url, download: file.name }, make("i", {}, icon(SHEET)), about);
}

function button(message, it, tap) {
  const made = it.url
    ? make("a", { href: it.url, target: "_blank", rel: "noopener noreferrer" }, it.label, icon(OUT))
    : make("button", { type: "button", onclick: () => tap(message, it, made) }, it.label);
  made.className = `key ${it.style || ""}`;
  return made;
}

function quote(body, find) {
  const first = find(body.reply);
  const label = first ? first.text || first.file?.name || "" : words.reply;
  const who = first?.from === "person" ? words.you : words.title;
  return make("blockquote", { className: "quote" }, make("b", {}, who), make("span", {}, label.slice(0, 90)));
}

/** What stands in the corner: the hour, whether it was changed, whether the bot has it. */
function corner(body) {
  const note = make("span", { className: "corner" });
  if (body.edited && !body.rows?.length) note.append(`${words.edited} `);
  note.append(make("time", { dateTime: new Date(body.time * 1000).toISOString() }, time.format(body.time * 1000)));
  if (body.from === "person") {
    const state = body.waiting ? words.waiting : words.sent;
    note.append(make("i", { className: body.waiting ? "clock" : "tick", role: "img", title: state, "aria-label": state }));
  }
  return note;
}

/** `actions`: tap(message, button, element), reply(message), find(id) -> body. */
export function draw(element, message, actions) {
  const { body } = message;
  const text = make("div", { className: "text" });
  const said = body.from === "person" && body.text === "/start" ? words.start : body.text;
  const bubble = make("div", { className: "bubble" });
  if (body.reply) bubble.append(quote(body, actions.find));
  if (body.file) bubble.append(attachment(body.file));
  if (said) {
    rich(text, said, body.spans);
    bubble.append(text);
  }
  (said ? text : bubble).append(corner(body));
  element.className = `message ${body.from} ${body.file ? `with-${body.file.kind}` : ""} ${said ? "" : "bare"} ${body.rows?.length ? "with-rows" : ""}`;
  element.replaceChildren(bubble);
  if (body.from === "bot") {
    const reply = make("button", { type: "button", className: "back", "aria-label": words.reply }, icon(BACK));
    reply.onclick = () => actions.reply(message);
    element.append(reply);
  }
  if (body.rows?.length) {
    const rows = body.rows.map((row) => make("div", {}, ...row.map((it) => button(message, it, actions.tap))));
    element.append(make("div", { className: "rows" }, ...rows));
  }
}
