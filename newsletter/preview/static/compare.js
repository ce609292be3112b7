// The mail beside what was planned before: side by side, over each other, or word for word.

import { askJson, askText } from "./ask.js";
import { count, fill, make } from "./dom.js";
import { Sheet } from "./sheet.js";
import { store } from "./store.js";

const MODES = { words: "Words", beside: "Side by side", over: "Over each other" };
const SIGNS = { new: "+", gone: "−", same: " ", gap: "…" };
const NAMES = { new: "New: ", gone: "Gone: " };
let root = null;
let chosen = "";
let mode = "words";
let found = null;

export const compare = { name: "compare", label: "Compare", open, draw };

function open(stage) {
  root = stage.appendChild(make("div", { class: "compare" }));
  found = null;
}

async function draw(changed) {
  if (!changed.has("state") && found !== null) return;
  found = await askJson(`/comparison?with=${chosen}`);
  show();
}

function show() {
  if (!root.isConnected) return;
  if (found.choices.length === 0) {
    return void fill(root, make("p", { class: "quiet-text" }, "There is nothing to compare with yet: no plan of this edition was approved, and there is no edition before it."));
  }
  const stage = make("div", { class: "compare-stage" });
  fill(root, bar(), stage);
  if (mode === "words" || !found.has_page) words(stage);
  else mails(stage);
}

function bar() {
  const choose = (key) => { chosen = key; found = null; draw(new Set(["state"])); };
  const look = (key) => { mode = key; show(); };
  return make("div", { class: "toolbar", role: "group", "aria-label": "What is compared" },
    segments("with", "With", found.choices.map(({ key, label }) => [key, label]), found.with, choose),
    found.has_page ? segments("how", "How", Object.entries(MODES), mode, look) : null);
}

function segments(name, legend, values, current, chose) {
  return make("fieldset", { class: "segments" }, make("legend", { class: "unseen" }, legend),
    values.map(([value, label]) => make("label", {},
      make("input", { type: "radio", name, value, checked: value === current, onchange: () => chose(value) }),
      make("span", {}, label))));
}

function words(stage) {
  const changes = found.lines.filter(({ kind }) => kind === "new" || kind === "gone").length;
  const line = ({ kind, text }) => make("span", { class: "change", "data-kind": kind },
    NAMES[kind] ? make("span", { class: "unseen" }, NAMES[kind]) : null,
    make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]), `${text}\n`);
  fill(stage, changes
    ? [make("p", { class: "detail" }, `${count(changes, "line")} changed, in the mail's text and in the posts`), make("pre", { class: "letter changes", tabindex: "0" }, found.lines.map(line))]
    : make("p", { class: "quiet-text" }, "Every word is the same."));
}

async function mails(stage) {
  const sheets = [new Sheet(600), new Sheet(600)];
  const label = found.choices.find(({ key }) => key === found.with).label;
  const is = mode === "over";
  const desk = make("div", { class: is ? "desk over" : "desk" }, sheets.map((sheet) => sheet.element));
  fill(stage, is ? slider(sheets[1]) : null, desk);
  const space = desk.clientWidth - 120;
  const scale = is ? 1 : Math.min(1, Math.max(space / 1200, 0.4));
  const texts = await Promise.all([askText(`/before?with=${found.with}`), askText("/mail?recipient=nobody")]);
  await Promise.all(sheets.map((sheet, index) => sheet.show(texts[index], { scheme: "light" })));
  sheets.forEach((sheet) => sheet.scaleTo(scale, space));
  sheets.forEach((sheet, index) => { sheet.caption.textContent = index ? `Now: ${store.state.edition.name}` : label; });
}

function slider(sheet) {
  const fade = (value) => { sheet.element.style.opacity = value / 100; };
  fade(50);
  return make("label", { class: "fade" }, "Before",
    make("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": "From before to now", oninput: (event) => fade(event.target.value) }), "Now");
}
