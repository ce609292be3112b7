// The line by which readers decide: from, subject and preheader, cut as inboxes cut them.

import { fill, make } from "./dom.js";
import { store } from "./store.js";

const INBOXES = [
  { name: "gmail-desktop", label: "Gmail in a browser", width: 880 },
  { name: "outlook-desktop", label: "Outlook, list beside the mail", width: 340 },
  { name: "apple-desktop", label: "Apple Mail on a Mac", width: 360 },
  { name: "iphone", label: "iPhone Mail", width: 375 },
  { name: "gmail-phone", label: "Gmail on a phone", width: 375 },
];
let root = null;

export const inbox = { name: "inbox", label: "Inbox", open, draw };

function open(stage) {
  root = stage.appendChild(make("div", { class: "inboxes" }));
}

function draw() {
  const { edition } = store.state;
  if (!edition) return void fill(root, make("p", { class: "quiet-text" }, "There is no mail yet."));
  fill(root,
    make("p", { class: "note-line" }, "About as these clients show the mail in the list; where exactly they cut depends on window and letters."),
    INBOXES.map((one) => row(one, edition)));
}

function row({ name, label, width }, { from, subject, preheader, lang, dir }) {
  const sender = from.replace(/\s*<[^>]*>\s*$/, "").replace(/^"(.*)"$/, "$1") || from;
  const line = make("div", { class: `inbox-row ${name}`, lang, dir },
    make("span", { class: "avatar", "aria-hidden": "true" }, [...sender][0]?.toUpperCase() ?? ""),
    make("span", { class: "from" }, sender),
    make("span", { class: "when", "aria-hidden": "true" }, "09:00"),
    make("span", { class: "subject" }, subject),
    make("span", { class: "preheader" }, preheader));
  line.style.maxInlineSize = `${width}px`;
  const shown = make("p", { class: "detail" }, `${label}, ${width} px`);
  const figure = make("section", { class: "inbox", "aria-label": label }, shown, line);
  requestAnimationFrame(() => tellCuts(line, shown));
  return figure;
}

function tellCuts(line, shown) {
  const cut = ["from", "subject", "preheader"].filter((part) => {
    const box = line.querySelector(`.${part}`);
    return box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
  });
  shown.append(cut.length ? ` · cut: ${cut.join(", ")}` : " · nothing cut");
}
