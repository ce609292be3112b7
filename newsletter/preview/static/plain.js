// What stands behind the mail: its text part, its source, its header.

import { askJson, askText } from "./ask.js";
import { copy } from "./copy.js";
import { fill, make } from "./dom.js";

function page(name, label, draw) {
  let root = null;
  return {
    name,
    label,
    open(stage) {
      root = stage.appendChild(make("div", { class: "plain" }));
    },
    async draw(changed) {
      if (changed.has("state") || root.childElementCount === 0) fill(root, await draw());
    },
  };
}

function copyAll(text) {
  return make("button", { type: "button", class: "quiet", onclick: () => copy(text, "the HTML") }, "Copy all");
}

export const text = page("text", "Text", async () => {
  const words = await askText("/text");
  return [
    make("p", { class: "note-line" }, "What people read whose client shows no HTML, and screen readers of some clients."),
    make("pre", { class: "letter", dir: "auto", tabindex: "0", "aria-label": "The text part" }, words || "There is no text part."),
  ];
});

export const source = page("source", "Source", async () => {
  const html = await askText("/source");
  const lines = html.replaceAll("><", ">\n<").split("\n").map((line) => make("span", { class: "line" }, `${line}\n`));
  return [
    make("p", { class: "note-line" }, "The HTML as it is sent; here each tag begins a line.", copyAll(html)),
    make("pre", { class: "listing", tabindex: "0", "aria-label": "The HTML of the mail" }, make("code", {}, lines)),
  ];
});

export const headers = page("headers", "Headers", async () => {
  const { fields, raw } = await askJson("/headers");
  return [
    make("p", { class: "note-line" }, "The header of the mail to the sample recipient."),
    make("dl", { class: "fields" }, fields.map(({ name, value }) => make("div", {}, make("dt", {}, name), make("dd", { dir: "auto" }, value)))),
    make("details", {}, make("summary", {}, "As it is sent"), make("pre", { class: "listing", tabindex: "0", "aria-label": "The raw header" }, raw)),
  ];
});
