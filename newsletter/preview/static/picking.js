// Which articles the edition holds, in which order; with the mouse or the keyboard.

import { mayWrite } from "./ask.js";
import { count, make } from "./dom.js";
import { saved } from "./saving.js";
import { toast } from "./copy.js";

export function picked(desk) {
  const chosen = desk.articles.filter((one) => one.in).map(({ ref }) => ref);
  const keep = (refs, words) => choose(desk, refs, words);
  return make("section", { "aria-labelledby": "picked-title" },
    make("h2", { id: "picked-title" }, `${chosen.length} of ${count(desk.articles.length, "article")} chosen`),
    make("p", { class: "detail" }, desk.is_listed
      ? "Chosen by hand. "
      : "Chosen by the program. A change here makes the choice yours. "),
    make("ol", { class: "picked" }, desk.articles.map((article) => row(article, chosen, keep))),
    desk.is_listed ? make("button", { type: "button", class: "quiet", disabled: !mayWrite, onclick: () => keep(null, "The program chooses") }, "Let the program choose") : null);
}

async function choose(desk, value, words) {
  const data = { edition: desk.edition, key: "articles", value, seen: desk.seen };
  await saved("decision", data, (problems) => problems.forEach(({ text }) => toast(text)), words);
}

function row({ ref, title, lang, dir, date, in: isIn }, chosen, keep) {
  const at = chosen.indexOf(ref);
  const move = (by) => {
    const next = chosen.filter((one) => one !== ref);
    next.splice(at + by, 0, ref);
    return keep(next, `Moved to place ${at + by + 1}`);
  };
  const toggle = (event) => (event.target.checked
    ? keep([...chosen, ref], "Article added")
    : keep(chosen.filter((one) => one !== ref), "Article left out"));
  const pressed = (event) => {
    const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : 0;
    if (!by || !isIn || at + by < 0 || at + by >= chosen.length) return;
    event.preventDefault();
    move(by);
  };
  const id = `pick-${ref}`;
  const isLast = isIn && chosen.length === 1;
  return make("li", { class: isIn ? null : "is-out", onkeydown: pressed },
    make("label", {},
      make("input", { type: "checkbox", id, checked: isIn, disabled: !mayWrite || isLast, title: isLast ? "An edition needs an article" : null, onchange: toggle }),
      make("span", {}, make("span", { class: "title", lang, dir }, title), make("span", { class: "detail" }, date))),
    isIn ? make("span", { class: "movers" }, mover("up", "↑", at > 0), mover("down", "↓", at < chosen.length - 1)) : make("span"));

  function mover(way, sign, isOn) {
    return make("button", {
      type: "button", id: `${id}-${way}`, disabled: !mayWrite || !isOn, "aria-label": `Move ${way}: ${title}`,
      title: `Move ${way} (Alt+${sign})`, onclick: () => move(way === "up" ? -1 : 1),
    }, sign);
  }
}
