// The left side: which edition, its articles with their sizes, and the size of the whole.

import { count, fill, find, kilobytes, make } from "./dom.js";
import { mayWrite, write } from "./ask.js";
import { store, wish } from "./store.js";

const NEARLY = 0.9;
let shares = new Map();

export function setShares(listed) {
  shares = new Map(listed.map(({ ref, bytes }) => [ref, bytes]));
  drawRail();
}

export function drawRail() {
  const { articles, editions, samples, is_sample } = store.state;
  fill(find("#rail"),
    make("section", { "aria-labelledby": "rail-editions" },
      make("h2", { id: "rail-editions" }, "Edition"),
      make("ul", {}, editions.map(edition))),
    make("section", { "aria-labelledby": "rail-articles" },
      make("h2", { id: "rail-articles" }, count(articles.length, "article")),
      make("ol", { class: "articles" }, articles.map(article))),
    make("details", { class: "samples", open: is_sample },
      make("summary", {}, make("h2", {}, "Sample data")),
      make("ul", {}, samples.map(sample))));
}

function sample({ name, label, open }) {
  const properties = { type: "button", class: "row", "aria-current": open ? "true" : null, disabled: !open && !mayWrite };
  properties.onclick = () => open || write("sample", { name });
  return make("li", {}, make("button", properties, make("span", {}, label)));
}

function edition({ name, open }) {
  const words = name ?? "Next edition";
  const date = open ? store.state.edition?.name : null;
  const detail = date && date !== name ? make("span", { class: "detail" }, date) : null;
  const properties = { type: "button", class: "row", "aria-current": open ? "true" : null };
  if (!open && !mayWrite) properties.disabled = true;
  properties.onclick = () => open || write("edition", { name });
  return make("li", {}, make("button", properties, make("span", {}, words), detail));
}

function article({ ref, title, lang, dir }) {
  const bytes = shares.get(ref);
  const most = Math.max(1, ...shares.values());
  const bar = make("span", { class: "share", "aria-hidden": "true" });
  bar.style.setProperty("--share", bytes ? bytes / most : 0);
  return make("li", {},
    make("button", {
      type: "button",
      class: "row article",
      "aria-current": store.wishes.article === ref ? "true" : null,
      onclick: () => wish({ article: ref, panel: "article", drawer: "open" }),
    },
    make("span", { class: "title", lang, dir }, title),
    make("span", { class: "detail" }, bytes ? kilobytes(bytes) : " "), bar));
}

export function drawMeter() {
  const { html, limit } = store.state.size;
  const meter = find("#meter");
  if (html === null) return fill(meter);
  const part = html / limit;
  meter.dataset.kind = part > 1 ? "over" : part > NEARLY ? "near" : "fine";
  const bar = make("span", { class: "meter-bar", "aria-hidden": "true" }, make("span"));
  bar.firstChild.style.inlineSize = `${Math.min(part, 1) * 100}%`;
  const word = { over: ", cut by Gmail", near: ", nearly cut", fine: "" }[meter.dataset.kind];
  return fill(meter, bar, `${kilobytes(html)} of ${kilobytes(limit)}${word}`);
}
