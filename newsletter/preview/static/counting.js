// How long a post is in its network's own count.

import { make } from "./dom.js";

export function counter({ length, limit, valid }) {
  const over = length - limit;
  const words = over > 0 ? `${length} / ${limit}, ${over} too many` : `${length} / ${limit}`;
  const bar = make("span", { class: "count-bar", "aria-hidden": "true" }, make("span"));
  bar.firstChild.style.inlineSize = `${Math.min(length / limit, 1) * 100}%`;
  return make("p", { class: "counter", "data-valid": String(valid) }, bar, words);
}
