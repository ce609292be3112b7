// The mail on one or two sheets, as clients and schemes show it.

import { fill, find, make } from "./dom.js";
import { askJson, askText } from "./ask.js";
import { Sheet } from "./sheet.js";
import { store, wish } from "./store.js";
import { CLIENTS, SCHEMES, toolbar } from "./toolbar.js";

const WIDTHS = { both: [600, 375], 600: [600], 375: [375], full: [null] };
const GAP = 40;
const LOOK = ["scheme", "client", "pictures", "dir", "recipient"];
let stage = null;
let desk = null;
let sheets = [];
let asked = 0;

export const mail = { name: "mail", label: "Mail", open, draw };

function open(root) {
  stage = root;
  desk = make("div", { class: "desk" });
  sheets = [];
  root.append(toolbar(), make("div", { class: "labels", id: "labels" }), desk);
  new ResizeObserver(fit).observe(desk);
  layOut();
}

async function draw(changed) {
  if (changed.has("width")) layOut();
  if (changed.has("width") || changed.has("state") || LOOK.some((key) => changed.has(key)) || !sheets.some((sheet) => sheet.isFilled)) await load();
  if (changed.has("article")) show(store.wishes.article);
}

function layOut() {
  sheets = WIDTHS[store.wishes.width].map((width) => new Sheet(width));
  fill(desk, sheets.map((sheet) => sheet.element));
  fit();
}

// Sheets that do not fit side by side are drawn smaller; the mail in them keeps its width.
function fit() {
  const space = desk.clientWidth - GAP * (sheets.length + 1);
  const needed = sheets.reduce((sum, sheet) => sum + (sheet.width ?? 0), 0);
  const scale = needed ? Math.min(1, Math.max(space / needed, 0.4)) : 1;
  for (const sheet of sheets) sheet.scaleTo(scale, Math.max(space, 320));
}

async function load() {
  const { scheme, client, pictures, dir, recipient } = store.wishes;
  const turn = ++asked;
  const html = await askText(`/mail?${new URLSearchParams({ scheme, client, pictures, dir, recipient })}`);
  if (turn !== asked) return;
  await Promise.all(sheets.map((sheet) => sheet.show(html, { scheme })));
  drawLabels();
}

function drawLabels() {
  const { scheme, client } = store.wishes;
  const labels = find("#labels");
  if (!labels) return;
  const parts = [];
  if (SCHEMES[scheme].note) parts.push(make("p", {}, SCHEMES[scheme].note));
  if (client) parts.push(lens(client));
  fill(labels, parts);
}

function lens(client) {
  const summary = make("summary", {}, `About as ${CLIENTS[client]} shows it: an approximation, from caniemail's data`);
  const list = make("ul", {});
  const details = make("details", {}, summary, list);
  askJson(`/dropped?client=${client}`).then(({ features }) => {
    summary.append(`. ${features.length ? `It drops ${features.length} things:` : "It drops nothing."}`);
    fill(list, features.map(({ title, count, note }) =>
      make("li", {}, make("strong", {}, title), ` ${count}×`, note ? make("span", { class: "detail" }, ` ${note}`) : null)));
  });
  return details;
}

function show(ref) {
  const number = store.state.articles.findIndex((article) => article.ref === ref);
  const top = sheets[0]?.topOf(number);
  if (top === null || top === undefined) return;
  stage.scrollTo({ top: Math.max(top - 96, 0), behavior: calm() ? "auto" : "smooth" });
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function cycle(key, values) {
  const at = values.indexOf(store.wishes[key]);
  wish({ [key]: values[(at + 1) % values.length] });
}
