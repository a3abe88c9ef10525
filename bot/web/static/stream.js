// The line down from the server: it comes back by itself, and says when it is broken.

import { chat } from "./words.js";

const SILENCE = 40000; // the server says something every 15 s

/** `change` gets every change, `state` whether the line stands. */
export function listen(change, state) {
  let source;
  let heard;
  const alive = () => (heard = Date.now());
  const check = () => Date.now() - heard > SILENCE && open(); // by the clock on the wall: timers sleep with the computer
  function open() {
    source?.close();
    source = new EventSource(`/chat/stream?chat=${chat}`);
    source.onopen = alive;
    source.onmessage = (event) => {
      alive();
      state(true);
      change(JSON.parse(event.data));
    };
    source.onerror = () => {
      state(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000);
    };
    alive();
  }
  setInterval(check, 5000);
  document.addEventListener("visibilitychange", check);
  addEventListener("online", open);
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
