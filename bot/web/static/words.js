// The page's words and the smallest tools all other parts share.

export const words = JSON.parse(document.getElementById("words").textContent);
export const chat = document.body.dataset.chat;
export const byId = (id) => document.getElementById(id);

/** An element with properties (attributes where there is no such property) and children; text is never read as HTML. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A line drawing of 24 × 24. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
}

/** A random name for an event; `randomUUID` is missing where the page is not served over https. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} ${words.bytes}`;
  if (bytes < 1 << 20) return `${Math.round(bytes / 1024)} ${words.kilobytes}`;
  return `${(bytes / (1 << 20)).toLocaleString("ru", { maximumFractionDigits: 1 })} ${words.megabytes}`;
}

let isLeaving = false;
addEventListener("submit", (event) => (isLeaving ||= event.target.method === "post"));

/** Load the page anew for whoever it belongs to now; never across a form that is just leading elsewhere. */
export const restart = () => isLeaving || location.reload();
