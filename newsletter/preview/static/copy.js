// Copying a place such as articles/team.md:12:1, to paste into an editor.

import { fill, find, make } from "./dom.js";

let hiding = 0;

export function toast(words, action = null) {
  const place = find("#toast");
  fill(place, words, action);
  place.classList.add("on");
  clearTimeout(hiding);
  hiding = setTimeout(() => { place.classList.remove("on"); fill(place); }, action ? 8000 : 2600);
}

export async function copy(text, name = text) {
  await navigator.clipboard.writeText(text).then(
    () => toast(`Copied ${name}`),
    () => toast(`This browser did not let us copy ${name}`),
  );
}

export function placeOf({ file, line, column }) {
  return [file, line, column].filter((part) => part !== null).join(":");
}

export function placeButton(place) {
  if (!place) return null;
  return make("button", { type: "button", class: "place", title: `Copy ${place}`, onclick: () => copy(place) }, place);
}
