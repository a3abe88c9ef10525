// Files: picked, pasted or dropped, shown before they leave, uploaded one after another, then named in an event.

import * as log from "./log.js";
import * as outbox from "./outbox.js";
import { byId, chat, icon, make, newId, restart, size, words } from "./words.js";

const LIMIT = 20 << 20;
const PATIENCE = 120000; // milliseconds a file is tried again by itself
const CROSS = "M6 6l12 12M18 6L6 18";
let picked = [];
let queue = Promise.resolve();
let unsent = 0; // on their way up or failed: in this page and nowhere else
let tell = () => {};
let refresh = () => {};

export const count = () => picked.length;

export function connect({ toast, onChange }) {
  tell = toast;
  refresh = onChange;
  byId("attach").onclick = () => byId("picker").click();
  byId("picker").onchange = () => {
    pick(byId("picker").files);
    byId("picker").value = "";
    byId("text").focus();
  };
  byId("text").addEventListener("paste", (event) => {
    if (!holdsFiles(event.clipboardData)) return;
    event.preventDefault();
    pick(event.clipboardData.files);
  });
  addEventListener("beforeunload", (event) => unsent && event.preventDefault());
  addEventListener("dragover", forFiles(() => {}));
  addEventListener("drop", forFiles(pick));
}

/** Word and Excel put a picture beside the text they copy, Finder puts the names beside the files. */
function holdsFiles(clipboard) {
  const text = clipboard.getData("text/plain").trim();
  const files = [...clipboard.files];
  return files.length > 0 && (!text || files.every((file) => text.includes(file.name)));
}

/** Text may be dragged into the input, and nothing dropped beside it opens in the place of the chat. */
function forFiles(use) {
  return (event) => {
    if (event.target === byId("text") && !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    use(event.dataTransfer.files);
  };
}

function pick(files) {
  for (const file of files) {
    if (file.size > LIMIT) tell(words.too_big);
    else if (!file.size) tell(words.empty_file);
    else picked.push(file);
  }
  chips();
}

function chips() {
  const list = picked.map((file, index) => {
    const cross = make("button", { type: "button", className: "icon", "aria-label": `${words.remove_file}: ${file.name}` });
    cross.append(icon(CROSS));
    cross.onclick = () => {
      picked.splice(index, 1);
      chips();
      byId("text").focus();
    };
    return make("li", {}, make("span", {}, make("b", {}, file.name), make("small", {}, size(file.size))), cross);
  });
  byId("files").replaceChildren(...list);
  byId("files").hidden = !list.length;
  refresh();
}

/** Send what is picked, the text under the first; several files are an album. */
export function send(text, reply) {
  const album = picked.length > 1 ? { album: newId() } : {};
  const more = reply ? { ...album, reply } : album;
  const about = (index) => ({ id: newId(), kind: "file", text: index ? "" : text, ...more });
  const parts = picked.map((file, index) => ({ file, event: about(index) }));
  const place = outbox.reserve(newId()); // before anything typed from now on
  unsent += parts.length;
  picked = [];
  chips();
  Promise.all(parts.map(({ file }) => look(file))).then((looks) => {
    parts.forEach(({ event }, index) => show(event, looks[index]));
    log.follow();
    raise(parts, place);
  });
}

/** Upload one after another, then name in one event what is up; what failed goes alone when it is tried again. */
function raise(parts, place) {
  queue = queue.then(async () => {
    const up = [];
    for (const { file, event } of parts) {
      const id = await upload(file, event);
      if (id) up.push({ ...event, file: id });
    }
    if (up.length) outbox.add(up.length > 1 ? { kind: "album", parts: up } : up[0], place);
    outbox.release(place);
  });
}

async function look(file) {
  const isImage = /^image\/(png|jpeg|gif|webp)$/.test(file.type);
  const url = URL.createObjectURL(file);
  const box = isImage ? await measured(url) : {};
  return { kind: isImage ? "photo" : "document", name: file.name, size: file.size, url, ...box };
}

function show({ id, text }, file) {
  log.put(null, { from: "person", time: Date.now() / 1000, text, event: id, waiting: true, file });
}

async function measured(url) {
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => {});
  return { width: image.naturalWidth || 320, height: image.naturalHeight || 240 };
}

/** Resolves to the file's id, and to nothing where it failed: then the message says so. */
async function upload(file, event) {
  const since = Date.now();
  let answer = await post(file, event);
  for (let pause = 1000; isAway(answer) && Date.now() - since < PATIENCE && (await isThere(file)); pause = Math.min(pause * 1.5, 10000)) {
    await new Promise((wake) => setTimeout(wake, pause));
    answer = await post(file, event);
  }
  if ([200, 401, 409, 413].includes(answer.status)) unsent -= 1; // the others she may try again
  if (answer.status === 401 || answer.status === 409) restart();
  else if (answer.status !== 200) failed(answer.status, file, event);
  return answer.status === 200 && JSON.parse(answer.responseText).file;
}

const isAway = ({ status }) => !status || status > 500; // the server, or its proxy says so

/** A folder, or what has been changed or put elsewhere since it was picked, never gets up. */
const isThere = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

function post(file, event) {
  const bar = make("progress", { max: 1, value: 0, "aria-label": words.uploading });
  log.hang(event.id, bar);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/chat/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("X-Chat", chat);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (progress) => (bar.value = progress.loaded / file.size);
    request.onloadend = () => {
      bar.remove();
      done(request);
    };
    request.send(file);
  });
}

function failed(status, file, event) {
  if (status === 413 || status === 429) {
    tell(status === 413 ? words.too_big : words.too_many_files);
    if (status === 413) return log.drop(event.id);
  }
  const retry = make("button", { type: "button", className: "retry" }, words.not_uploaded, make("b", {}, words.again));
  retry.onclick = () => {
    retry.remove();
    raise([{ file, event }], outbox.reserve(event.id));
  };
  return log.hang(event.id, retry);
}
