// What the person did and the bot does not have yet: kept in the browser, repeated under the same name until it is taken.

import { chat, newId, restart } from "./words.js";

const PREFIX = `out:${chat}:`;
const KEEP = 24 * 3600 * 1000; // the bot recognises a repetition for two days
const memory = new Map(); // where the browser refuses storage
const files = new Set(); // the places of those on their way up
let latest = 0;
let running = false;
let heard = { sent: () => {}, refused: () => {} };

function keys() {
  const own = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  return [...own, ...memory.keys()].sort();
}

function read(key) {
  return JSON.parse(memory.get(key) ?? localStorage.getItem(key) ?? "null");
}

function remove(key) {
  memory.delete(key);
  localStorage.removeItem(key);
}

function place(id) {
  latest = Math.max(latest + 1, Date.now());
  return `${PREFIX}${String(latest).padStart(15, "0")}:${id}`;
}

/** The place of an event with files in the order: what is typed while they go up is sent after it, until `release`. */
export function reserve(id) {
  const key = place(id);
  files.add(key);
  return key;
}

export function release(key) {
  files.delete(key);
  pump();
}

/** What may go now: buttons lead away from anything, words wait for the files before them. */
function next() {
  const isFree = (key) => [...files].every((file) => file >= key) || read(key)?.kind === "tap";
  return keys().find(isFree);
}

/** Send it as soon as possible, after what was added before it; returns it with its id. */
export function add(event, key = "") {
  const full = { id: newId(), ...event };
  key ||= place(full.id);
  try {
    localStorage.setItem(key, JSON.stringify(full));
  } catch {
    memory.set(key, JSON.stringify(full));
  }
  pump();
  return full;
}

const parts = (event) => event?.parts ?? [event]; // of an album
export const waiting = () => keys().map(read).flatMap(parts);
export const clear = () => keys().forEach(remove);

export function listen(listeners) {
  heard = listeners;
  const all = Object.keys(localStorage).filter((key) => key.startsWith("out:")); // those of chats left here long ago, too
  for (const key of all) if (Date.now() - Number(key.split(":")[2]) > KEEP) remove(key);
  addEventListener("storage", ({ key, newValue, oldValue }) => {
    if (key?.startsWith(PREFIX) && newValue === null) parts(JSON.parse(oldValue)).forEach(heard.sent); // sent by another tab of this chat
  });
  pump();
}

async function post(event) {
  const headers = { "Content-Type": "application/json", "X-Chat": chat };
  try {
    const options = { method: "POST", headers, body: JSON.stringify(event), signal: AbortSignal.timeout(20000) };
    const answer = await fetch("/chat/events", options);
    await answer.text();
    return answer.status;
  } catch {
    return 0;
  }
}

async function pump() {
  if (running) return;
  running = true;
  let failures = 0;
  for (let key; (key = next()); ) {
    const event = read(key);
    const status = event ? await post(event) : 400;
    if (status === 401) clear(); // nobody comes back into this chat, and others use this computer
    if (status === 401 || status === 409) return restart();
    if (status === 200 || [400, 403, 413].includes(status)) {
      remove(key);
      failures = 0;
      if (event) parts(event).forEach(status === 200 ? heard.sent : heard.refused);
    } else {
      await new Promise((wake) => setTimeout(wake, Math.min(500 * 2 ** failures++, 10000)));
    }
  }
  running = false;
}
