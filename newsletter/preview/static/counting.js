// How long a post is in its network's own count, and a box to try another wording in.

import { measure } from "./ask.js";
import { fill, make } from "./dom.js";

const REST = 120;

export function counter({ length, limit, valid }) {
  const over = length - limit;
  const words = over > 0 ? `${length} / ${limit}, ${over} too many` : `${length} / ${limit}`;
  const bar = make("span", { class: "count-bar", "aria-hidden": "true" }, make("span"));
  bar.firstChild.style.inlineSize = `${Math.min(length / limit, 1) * 100}%`;
  return make("p", { class: "counter", "data-valid": String(valid) }, bar, words);
}

// Nothing is saved: it only counts.
export function wordingBox(post, { text }) {
  const result = make("div", { role: "status" });
  let waiting = 0;
  let turn = 0;
  const count = async (typed) => {
    const mine = ++turn;
    const counted = await measure(post.network, typed);
    if (mine === turn) fill(result, counter(counted));
  };
  const box = make("textarea", {
    rows: "5", lang: post.lang, dir: post.dir, spellcheck: "true", "aria-label": "Another wording",
    oninput: (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => count(event.target.value), REST);
    },
  }, text);
  return make("details", { class: "wording", ontoggle: (event) => event.target.open && count(box.value) },
    make("summary", {}, "Try another wording"), box, result);
}
