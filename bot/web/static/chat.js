// The chat page: wires the stream, the list of messages, what is sent, and the persons of the demo together.

import * as attach from "./attach.js";
import * as log from "./log.js";
import * as outbox from "./outbox.js";
import * as persons from "./persons.js";
import * as stream from "./stream.js";
import { byId, chat, make, restart, words } from "./words.js";

const input = byId("text");
const TEXT = 4096; // as much as the server takes
const CAPTION = 1024; // and under a file
const KEYBOARD = `keyboard:${chat}`;
const DRAFT = `draft:${chat}`;
const hasMouse = matchMedia("(hover: hover)").matches;
const DOUBLE = { time: 500, way: 24 }; // milliseconds and pixels between the halves of a double click
const busy = new Map(); // message -> { event, button, timer }
let replying = null;
let unread = 0;
let isAnswerDue = false; // to a tap: below what she reads
let hasHistory = false;

// — what is shown

function toast(text) {
  const note = byId("toast");
  note.textContent = text;
  note.classList.add("on");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => note.classList.remove("on"), 2500 + text.length * 40);
}

/** Ask with buttons; resolves to the pressed one's number, −1 for Esc. */
function ask(text, ...labels) {
  const dialog = byId("ask");
  dialog.querySelector("p").textContent = text;
  const buttons = labels.map((label, index) => make("button", { type: "button", onclick: () => dialog.close(index) }, label));
  dialog.querySelector(".choice").replaceChildren(...buttons);
  dialog.returnValue = "-1";
  dialog.showModal();
  return new Promise((done) => {
    dialog.onclose = () => done(Number(dialog.returnValue));
  });
}

function showState(isOnline) {
  document.body.classList.toggle("offline", !isOnline);
  const state = byId("state");
  if (!isOnline) state.textContent = words.offline;
  else if (![words.typing, words.online].includes(state.textContent)) state.textContent = words.online;
}

function showKeyboard(rows, placeholder) {
  const box = byId("keyboard");
  const row = (labels) => make("div", {}, ...labels.map((label) => make("button", { type: "button", onclick: () => say(label) }, label)));
  box.replaceChildren(...rows.map(row));
  box.hidden = !rows.length;
  input.placeholder = placeholder || words.placeholder;
  try {
    localStorage.setItem(KEYBOARD, JSON.stringify([rows, placeholder])); // it may be older than the messages we get
  } catch {
    // then it is gone after a reload, until the bot sends it again
  }
}

function showStart() {
  const isNew = hasHistory && log.isEmpty() && !outbox.waiting().length;
  byId("start").hidden = !isNew;
  byId("composer").hidden = isNew;
}

/** Say what the link has brought, where the chat only begins: any page may lead here with a code of its own. */
function begin(messages) {
  if (!location.hash.startsWith("#start=")) return;
  const isNew = !messages.length || document.body.classList.contains("demo"); // where an erased person comes back
  if (isNew) outbox.add({ kind: "text", text: `/start ${location.hash.slice(7)}`.trim() });
  history.replaceState(null, "", "/chat");
}

function count(message) {
  if (document.hidden && message.body.from === "bot") unread += 1;
  document.title = unread ? `(${unread}) ${words.title}` : words.title;
}

// — what comes from the server

const changes = {
  snapshot({ messages, more, keyboard }) {
    if (!hasHistory) byId("earlier").hidden = !more;
    hasHistory = true;
    log.reset(messages.map((message) => ({ ...message, body: marked(message.body) })));
    begin(messages);
    const last = messages.filter((message) => message.body.keyboard).pop()?.body ?? keyboard;
    if (last) showKeyboard(last.keyboard, last.placeholder);
    outbox.waiting().forEach(preview);
    showStart();
  },
  message(message) {
    free(message.id);
    if (message.id < log.first() && !byId("earlier").hidden) return; // it will come with those around it
    const isNews = !log.has(message.id); // a changed card is none
    if (isNews) count(message);
    log.put(message.id, marked(message.body));
    if (isNews && isAnswerDue) log.follow();
    isAnswerDue = false;
    if (message.body.keyboard) showKeyboard(message.body.keyboard, message.body.placeholder);
    showStart();
  },
  gone: ({ id }) => log.drop(id),
  answer({ event, text, alert }) {
    for (const [id, tapped] of busy) if (tapped.event === event) free(id);
    if (text && alert && !byId("ask").open) ask(text, words.ok);
    else if (text) toast(text);
  },
  typing: () => log.typing(),
  elsewhere: persons.elsewhere,
  over: () => restart(),
  pulse() {},
};

/** A message of ours is «on its way» until the server has acknowledged its event. */
function marked(body) {
  return outbox.waiting().some((event) => event?.id === body.event) ? { ...body, waiting: true } : body;
}

// — what the person does

function preview(event) {
  if (event?.kind !== "text") return;
  const text = event.text.startsWith("/start ") ? "/start" : event.text;
  const body = { from: "person", time: Date.now() / 1000, text, event: event.id, waiting: true };
  if (!log.update(event.id, { waiting: true })) log.put(null, event.reply ? { ...body, reply: event.reply } : body);
}

function say(text) {
  const event = outbox.add({ kind: "text", text, ...(replying ? { reply: replying } : {}) });
  answerTo(null);
  preview(event);
  log.follow();
  showStart();
}

function submit() {
  const text = input.value.trim();
  if (attach.count() && text.length > CAPTION) return toast(words.long_caption);
  if (text.length > TEXT) return toast(words.long_text);
  if (attach.count()) {
    attach.send(text, replying);
    answerTo(null);
  } else if (text) say(text);
  input.value = "";
  grow();
}

function tap(message, it, button) {
  if (!message.id || busy.has(message.id)) return;
  const event = outbox.add({ kind: "tap", message: message.id, data: it.data });
  isAnswerDue = true;
  button.classList.add("busy");
  button.setAttribute("aria-busy", "true");
  busy.set(message.id, { event: event.id, button, timer: setTimeout(() => free(message.id), 30000) });
}

function free(id) {
  const tapped = busy.get(id);
  if (!tapped) return;
  clearTimeout(tapped.timer);
  tapped.button.classList.remove("busy");
  tapped.button.removeAttribute("aria-busy");
  busy.delete(id);
}

function answerTo(message) {
  replying = message?.id ?? null;
  byId("bar").hidden = !message;
  if (!message) return;
  byId("bar").firstElementChild.textContent = message.body.text || message.body.file?.name || "";
  input.focus();
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
  byId("send").disabled = !input.value.trim() && !attach.count();
  try {
    sessionStorage.setItem(DRAFT, input.value); // of this tab only: the page may be loaded anew at any moment
  } catch {
    // then it lives as long as the page
  }
}

// — where it is done

/** The second half of a double click means nothing: «Не смогу» may by then stand where «Буду» was. */
let last = { timeStamp: -DOUBLE.time };
addEventListener("click", (event) => {
  if (!event.detail) return; // by the keyboard
  const isNear = Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < DOUBLE.way;
  const isTwice = event.detail > 1 || (isNear && event.timeStamp - last.timeStamp < DOUBLE.time);
  last = event;
  if (!event.target.closest(".rows, #keyboard")) return;
  if (hasMouse) input.focus({ preventScroll: true }); // what she types next is for the bot, a space, too
  if (!isTwice) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.repeat && event.target.closest(".rows, #keyboard")) event.preventDefault(); // held down
}, true);
byId("start").onclick = () => say("/start");
byId("bar").querySelector("button").onclick = () => answerTo(null);
byId("composer").onsubmit = (event) => {
  event.preventDefault();
  submit();
};
byId("earlier").onclick = async ({ target }) => {
  target.disabled = true;
  const answer = await fetch(`/chat/history?before=${log.first()}`, { headers: { "X-Chat": chat } }).catch(() => null);
  target.disabled = false;
  if (!answer?.ok) return toast(words.offline);
  const { messages, more } = await answer.json();
  target.hidden = !more;
  log.prepend(messages);
};
byId("leave").onclick = async () => {
  if ((await ask(words.leave_question, words.leave_no, words.leave_yes)) !== 1) return;
  const answer = await fetch("/chat/leave", { method: "POST", redirect: "manual" }).catch(() => null);
  if (answer?.type !== "opaqueredirect") return toast(words.not_left); // a proxy may answer for a server that is away
  outbox.clear();
  localStorage.removeItem(KEYBOARD);
  sessionStorage.removeItem(DRAFT);
  location.assign("/");
};
input.oninput = grow;
input.onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
};
addEventListener("keydown", (event) => {
  const isTyping = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isTyping && !event.target.closest("textarea, dialog, audio, video")) input.focus();
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || byId("ask").open) return;
  if (persons.isOpen()) persons.drawer(false);
  else if (replying) answerTo(null);
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) unread = 0;
  document.title = words.title;
});

attach.connect({ toast, onChange: grow });
log.connect({ tap, reply: answerTo });
outbox.listen({
  sent: (event) => log.update(event.id, { waiting: undefined }),
  refused(event) {
    if (event.kind === "tap") free(event.message);
    else log.drop(event.id);
    toast(words.refused);
  },
});
const kept = JSON.parse(localStorage.getItem(KEYBOARD) || "null");
if (kept) showKeyboard(...kept);
input.value = sessionStorage.getItem(DRAFT) || "";
grow();
if (hasMouse) input.focus(); // on a phone it would open the keyboard
stream.listen((change) => changes[change.type]?.(change), showState);
