// Keyboard shortcuts, and the page that lists them.

import { make } from "./dom.js";
import { foldFaults } from "./faults.js";
import { cycle } from "./mail.js";
import { store, wish } from "./store.js";
import { CLIENTS, SCHEMES } from "./toolbar.js";

const MAIL = {
  w: ["Next width", () => cycle("width", ["both", "600", "375", "full"])],
  d: ["Next colours: light, dark, Gmail, Outlook", () => cycle("scheme", Object.keys(SCHEMES))],
  e: ["Next client", () => cycle("client", ["", ...Object.keys(CLIENTS)])],
  i: ["Pictures on or off", () => cycle("pictures", ["on", "off"])],
  r: ["Right to left, or as written", () => cycle("dir", ["", "rtl"])],
};
const PAGE = {
  c: ["Show or hide the checks", () => cycle("drawer", ["open", "closed"])],
  o: ["Change the edition", () => wish({ drawer: "open", panel: "edition" })],
  n: ["Next article", () => step(1)],
  p: ["Article before", () => step(-1)],
  "?": ["These shortcuts", () => openHelp()],
};
let views = [];
let dialog = null;

export function listenToKeys(known) {
  views = known;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (act(event.key)) event.preventDefault();
  });
}

function isTyping(target) {
  return target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
}

function act(key) {
  if (key === "Escape") return dialog?.open ? false : foldFaults();
  const view = views[Number(key) - 1];
  if (view) return wish({ view: view.name }) ?? true;
  const [, action] = PAGE[key] ?? (store.wishes.view === "mail" ? MAIL[key] : null) ?? [];
  action?.();
  return Boolean(action);
}

function step(by) {
  const { articles } = store.state;
  if (articles.length === 0) return;
  const at = articles.findIndex(({ ref }) => ref === store.wishes.article);
  const next = at < 0 && by < 0 ? articles.length - 1 : (at + by + articles.length) % articles.length;
  wish({ article: articles[next].ref, panel: "article" });
}

export function openHelp() {
  dialog ??= document.body.appendChild(help());
  dialog.showModal();
}

function help() {
  const numbers = views.map(({ label }, number) => [String(number + 1), label]);
  const list = (title, rows) => make("section", {},
    make("h3", {}, title),
    make("dl", {}, rows.map(([key, words]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)))));
  const plain = (table) => Object.entries(table).map(([key, [words]]) => [key, words]);
  return make("dialog", { class: "help", "aria-labelledby": "help-title" },
    make("h2", { id: "help-title" }, "Keyboard shortcuts"),
    list("Views", numbers),
    list("The mail", plain(MAIL)),
    list("The page", [...plain(PAGE), ["Esc", "Fold the errors away"]]),
    make("form", { method: "dialog" }, make("button", { class: "solid" }, "Close")));
}
