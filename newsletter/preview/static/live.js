// Hearing of every new state, for as long as the studio runs.

import { Unanswered } from "./ask.js";
import { find } from "./dom.js";
import { setState, store } from "./store.js";

let run = null;

export function connect() {
  const events = new EventSource("/events");
  events.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    if (run !== null && run !== state.run) location.reload();
    run = state.run;
    setState(state);
  });
  events.addEventListener("error", () => showStatus("lost", "Not running"));
  addEventListener("pagehide", () => events.close());
  addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof Unanswered)) return;
    event.preventDefault();
    showStatus("lost", events.readyState === EventSource.OPEN ? "No answer" : "Not running");
  });
}

export function drawStatus() {
  const { state } = store;
  if (state.stale) showStatus("stale", "Stale");
  else if (state.faults.length) showStatus("error", "Error");
  else showStatus("live", "Live");
}

function showStatus(kind, words) {
  const status = find("#status");
  if (status.textContent === words) return;
  status.dataset.kind = kind;
  status.textContent = words;
}
