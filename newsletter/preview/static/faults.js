// What is wrong with the files as they are now, over the last good version of the page.

import { count, fill, find, make } from "./dom.js";
import { placeButton, placeOf } from "./copy.js";
import { store } from "./store.js";

let overlay = null;
let lastGood = "";

export function drawFaults(changed) {
  if (!changed.has("state")) return;
  const { faults, stale } = store.state;
  document.body.classList.toggle("is-stale", stale);
  if (faults.length === 0) {
    if (overlay) find("#alarm").textContent = "Good again.";
    lastGood = new Date().toLocaleTimeString();
    overlay?.remove();
    overlay = null;
    return;
  }
  find("#alarm").textContent = `${count(faults.length, "error")}. ${faults[0].text}`;
  const isOpen = overlay?.querySelector("details")?.open ?? true;
  overlay ??= make("section", { class: "faults", "aria-label": "Errors" });
  fill(overlay, folded(faults, isOpen, stale));
  if (!overlay.isConnected) find("#stage").before(overlay);
}

export function foldFaults() {
  const details = overlay?.querySelector("details");
  if (!details?.open) return false;
  details.open = false;
  return true;
}

function folded(faults, isOpen, stale) {
  const behind = stale ? `Below is the last good version, of ${lastGood}.` : "Nothing good to show yet.";
  return make("details", { open: isOpen },
    make("summary", {},
      make("strong", {}, count(faults.length, "error")),
      make("span", {}, behind)),
    make("div", { class: "fault-list", tabindex: "0", role: "group", "aria-label": "Errors in full" }, faults.map(fault)));
}

function fault(one) {
  return make("article", { class: "fault" },
    make("p", { class: "fault-text" }, one.text),
    one.hint ? make("p", { class: "hint" }, one.hint) : null,
    make("p", { class: "fault-place" }, placeButton(placeOf(one)), make("code", { class: "code" }, one.code)),
    one.lines.length ? excerpt(one) : null);
}

function excerpt({ lines, line, column }) {
  const width = String(lines.at(-1).number).length;
  const rows = lines.flatMap(({ number, text }) => {
    const row = make("span", { class: number === line ? "here" : null }, `${String(number).padStart(width)}  ${text}\n`);
    if (number !== line || column === null) return [row];
    const before = text.slice(0, column - 1).replace(/[^\t]/g, " ");
    return [row, make("span", { class: "caret", "aria-hidden": "true" }, `${" ".repeat(width)}  ${before}^\n`)];
  });
  return make("pre", { class: "excerpt" }, make("code", {}, rows));
}
