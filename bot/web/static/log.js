// The list of messages: each keeps its element for life, so an edit never makes the page jump.

import { draw } from "./message.js";
import { byId, make, words } from "./words.js";

const log = byId("log");
const shown = new Map(); // id (or event of what is on its way) -> { element, body, raw }
const day = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long" });
const dots = make("div", { id: "typing", hidden: true, "aria-hidden": "true" }, ...[1, 2, 3].map(() => make("i")));
let actions = {};
let resting; // when the typing dots go
let isChanging = false; // several at once: the days are looked at when all are there
let isFollowing = true;
let top = 0; // where it was scrolled to, in pixels

log.append(dots);

export const connect = (given) => (actions = { ...given, find: (id) => shown.get(id)?.body });
export const isEmpty = () => shown.size === 0;
export const has = (key) => shown.has(key);

const toEnd = () => (log.scrollTop = log.scrollHeight);

/** Change the list; who reads the end stays at the end, who reads above stays where she reads. */
function changed(change) {
  if (isChanging) return change();
  isChanging = true;
  try {
    change();
  } finally {
    isChanging = false;
  }
  days();
  byId("empty").hidden = !isEmpty();
  if (isFollowing) toEnd();
}

log.addEventListener("scroll", () => {
  const isNear = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  if (isNear || log.scrollTop < top) isFollowing = isNear; // what has grown below leads nobody away
  top = log.scrollTop;
  byId("to-end").hidden = isFollowing;
});
byId("to-end").onclick = toEnd;
new ResizeObserver(() => isFollowing && toEnd()).observe(log);

function named(moment) {
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 864e5);
  return ago === 0 ? words.today : ago === 1 ? words.yesterday : day.format(moment);
}

/** A chip with the date before the first message of each day; one that is right stays, for screen readers read what comes. */
function days() {
  let last = "";
  for (const element of log.querySelectorAll(".message")) {
    const name = named(Number(element.dataset.time) * 1000);
    let chip = element.previousElementSibling;
    if (name !== last && !chip?.matches(".day")) element.before((chip = make("p", { className: "day" })));
    if (name !== last && chip.textContent !== name) chip.textContent = name;
    if (name === last && chip?.matches(".day")) chip.remove();
    last = name;
  }
  for (const chip of log.querySelectorAll(".day")) if (!chip.nextElementSibling?.matches(".message")) chip.remove();
}

/** Where a new element belongs: by id, what is on its way last. */
function place(element, id) {
  const after = [...log.querySelectorAll(".message")].find((other) => !other.dataset.id || Number(other.dataset.id) > id);
  log.insertBefore(element, (id && after) || dots);
}

function redraw(entry, message) {
  const buttons = [...entry.element.querySelectorAll(".key")];
  const focused = buttons.indexOf(document.activeElement);
  draw(entry.element, message, actions);
  if (focused >= 0) {
    const next = entry.element.querySelectorAll(".key");
    (next[Math.min(focused, next.length - 1)] || log).focus({ preventScroll: true });
  }
}

/** Draw a message in its place; nothing happens if it looks the same. */
export function put(id, body) {
  const key = shown.has(id) ? id : shown.has(body.event) ? body.event : id ?? body.event;
  const raw = JSON.stringify(body);
  let entry = shown.get(key);
  if (entry?.raw === raw && entry.id === id) return;
  changed(() => {
    entry ??= { element: make("article"), id: undefined };
    entry.element.dataset.time = body.time;
    if (entry.id !== id) place(entry.element, id);
    shown.delete(key);
    Object.assign(entry, { body, raw, id });
    shown.set(id ?? key, entry);
    if (id) entry.element.dataset.id = id;
    if (body.from === "person") entry.element.setAttribute("aria-live", "off"); // she knows what she said
    redraw(entry, { id, body });
    if (body.from === "bot") rest();
  });
}

export function drop(key) {
  changed(() => {
    shown.get(key)?.element.remove();
    shown.delete(key);
  });
}

/** What an event became known as: `change` is merged into its message. */
export function update(event, change) {
  const entry = [...shown.values()].find((it) => it.body.event === event);
  if (entry) put(entry.id, { ...entry.body, ...change });
  return entry?.element;
}

/** Put something under what an event became known as, until it is drawn anew. */
export const hang = (event, element) => changed(() => update(event, {})?.querySelector(".bubble").append(element));

/** The state of the server's last messages: draw them, and forget what was deleted meanwhile. */
export function reset(messages) {
  const known = new Set(messages.map((message) => message.id));
  const first = messages[0]?.id ?? 0;
  const isGone = (key) => Number.isInteger(key) && key >= first && !known.has(key);
  changed(() => {
    [...shown.keys()].filter(isGone).forEach(drop);
    messages.forEach((message) => put(message.id, message.body));
  });
  listenLater();
}

/** The id of the first message that is shown. */
export const first = () => Math.min(...[...shown.keys()].filter(Number.isInteger));

/** Put what was before above, without moving what she reads. */
export function prepend(messages) {
  const below = log.scrollHeight - log.scrollTop;
  log.setAttribute("aria-live", "off");
  changed(() => messages.forEach((message) => put(message.id, message.body)));
  log.scrollTop = log.scrollHeight - below;
  listenLater();
}

// what stood there before she came is not read out
const listenLater = () => setTimeout(() => log.setAttribute("aria-live", "polite"), 500);

export const follow = () => {
  isFollowing = true;
  toEnd();
};

export function typing() {
  changed(() => (dots.hidden = false));
  clearTimeout(resting);
  resting = setTimeout(rest, 6000);
  byId("state").textContent = words.typing;
}

function rest() {
  clearTimeout(resting);
  if (dots.hidden) return;
  dots.hidden = true;
  byId("state").textContent = words.online;
}
