// The theme and the accent colour, with the contrast that mails make of it.

import { askJson, mayWrite } from "./ask.js";
import { fill, make } from "./dom.js";
import { problemList, saved } from "./saving.js";

const REST = 80;
// A colour that was chosen and not saved.
let draft = null;

export function look({ look: { file, seen, theme, themes, accent } }) {
  const told = make("div", { role: "alert" });
  const keep = (section, key, value) => saved("setting", { section, key, value, seen: draft?.seen ?? seen },
    (problems) => fill(told, problemList(problems)));
  return make("section", { "aria-labelledby": "look-title" },
    make("h2", { id: "look-title" }, "Look"),
    make("div", { class: "look" },
      make("label", { for: "look-theme" }, "Theme"),
      make("select", { id: "look-theme", disabled: !mayWrite, onchange: (event) => keep("email", "template", event.target.value) },
        themes.map((name) => make("option", { value: name, selected: name === theme }, name))),
      make("label", { for: "look-accent" }, "Accent colour"),
      colour(accent, seen, (value) => keep("brand", "accent", value)),
      told,
      make("p", { class: "detail" }, `Saved in ${file}, for every edition.`)));
}

function colour(accent, seen, keep) {
  let waiting = 0;
  const uses = make("ul", { class: "contrasts" });
  const value = draft?.color ?? accent;
  const picker = make("input", { type: "color", id: "look-picker", value: long(value), disabled: !mayWrite, "aria-label": "Pick the accent colour", oninput: (event) => typed(event.target.value) });
  const text = make("input", { type: "text", id: "look-accent", value, disabled: !mayWrite, maxlength: 7, spellcheck: "false", oninput: (event) => typed(event.target.value),
    onkeydown: (event) => event.key === "Enter" && !button.disabled && send() });
  const button = make("button", { type: "button", class: "solid", id: "look-save", onclick: send }, "Save");
  const typed = (color) => {
    draft = color === accent ? null : { color, seen: draft?.seen ?? seen };
    if (document.activeElement !== text) text.value = color;
    if (isColour(color)) picker.value = long(color);
    clearTimeout(waiting);
    waiting = setTimeout(() => judge(color), REST);
    allow(color);
  };
  const allow = (color) => { button.disabled = !mayWrite || color === accent || !isColour(color); };
  async function judge(color) {
    if (!isColour(color)) return void fill(uses, make("li", {}, "A colour is # and six digits, like #0b6e4f."));
    const answer = await askJson(`/contrast?color=${encodeURIComponent(color)}`);
    fill(uses, answer.uses.map((use) => contrast(use, answer.needed)));
  }
  async function send() {
    const color = text.value;
    if (await keep(color)) draft = null;
    else draft = { color };
  }
  allow(value);
  judge(value);
  return make("div", {}, make("div", { class: "accent" }, picker, text, button), make("div", { role: "status" }, uses));
}

function contrast({ name, ink, ground, ratio }, needed) {
  const sample = make("span", { class: "sample", "aria-hidden": "true" }, "Read on");
  sample.style.color = ink;
  sample.style.backgroundColor = ground;
  const isLow = ratio < needed;
  return make("li", {}, make("span", {}, name), sample,
    make("span", { class: "verdict", "data-is-low": isLow }, isLow ? `${ratio}, made ${ink}` : `${ratio}, reads well`));
}

const isColour = (color) => /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(color);
const long = (color) => (color.length === 4 ? color.replace(/[^#]/g, "$&$&") : color);
