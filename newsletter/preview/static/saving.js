// Saving into the project's files, saying so, and taking it back.

import { save } from "./ask.js";
import { placeOf, toast } from "./copy.js";
import { make } from "./dom.js";

// True if it was written; `told` hears of problems, and of none when all is well.
export async function saved(path, data, told, words = "Saved") {
  const answer = await save(path, data);
  told(answer.ok ? [] : answer.problems);
  if (!answer.ok) return false;
  const { undo } = answer;
  toast(undo ? `${words} in ${undo.file}` : words, undo ? undoButton(undo) : null);
  return true;
}

export function undoButton({ what, file }, words = "Undo") {
  return make("button", { type: "button", class: "undo", "aria-label": `Undo the last change: ${what} in ${file}`, onclick: takeBack }, words);
}

async function takeBack() {
  const answer = await save("undo", {});
  toast(answer.ok ? "Taken back" : answer.problems.map(({ text }) => text).join(" "));
}

export function problemList(problems) {
  return problems.map((one) => make("p", { class: "told", "data-severity": one.severity },
    make("span", { class: "severity" }, one.severity), ` ${one.text} ${one.hint ?? ""}`,
    one.file ? make("code", { class: "code" }, ` ${placeOf(one)}`) : null));
}
