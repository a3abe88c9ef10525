// The persons of the demo: the drawer they stand in, and how many messages wait for each of the others.

import { byId, chat } from "./words.js";

const PREFIX = "news:";
const places = [...document.querySelectorAll(".news")];

function show() {
  for (const place of places) {
    const waiting = JSON.parse(localStorage.getItem(PREFIX + place.dataset.chat) || "[]").length;
    place.textContent = waiting || "";
  }
  document.body.classList.toggle("told", places.some((place) => place.textContent));
}

/** Somebody else got a message; an edit of one already counted changes nothing. */
export function elsewhere(change) {
  const key = PREFIX + change.chat;
  const known = new Set(JSON.parse(localStorage.getItem(key) || "[]"));
  localStorage.setItem(key, JSON.stringify([...known.add(change.id)]));
  show();
}

export const isOpen = () => document.body.classList.contains("drawn");

export function drawer(open) {
  document.body.classList.toggle("drawn", open);
  byId("shade").hidden = !open;
  byId("open-persons").setAttribute("aria-expanded", String(open));
  (open ? byId("persons").querySelector("[aria-current], button") : byId("open-persons")).focus();
}

byId("open-persons").onclick = () => drawer(true);
byId("close-persons").onclick = byId("shade").onclick = () => drawer(false);
localStorage.removeItem(PREFIX + chat);
show();
