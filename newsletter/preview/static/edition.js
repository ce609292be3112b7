// The panel that changes an edition without an editor: its texts, its articles, its look.

import { askJson, mayWrite } from "./ask.js";
import { fill, make, refill } from "./dom.js";
import { picked } from "./picking.js";
import { look } from "./look.js";
import { problemList, saved, undoButton } from "./saving.js";

const FIELDS = {
  subject: { label: "Subject", hint: "30 to 60 characters, the news first" },
  preheader: { label: "Preheader", hint: "goes on where the subject ends" },
  intro: { label: "Intro", rows: 4, hint: "above the first article; an empty line makes a paragraph" },
};
// What was typed and not saved, by field.
const drafts = new Map();
let root = null;
let desk = null;

export const editionPanel = { name: "edition", label: "Edit", open, draw };

function open(body) {
  root = body;
  desk = null;
}

async function draw(changed) {
  if (!changed.has("state")) return;
  const answer = await askJson("/desk").catch(() => null);
  if (!root?.isConnected) return;
  if (answer === null) return void fill(root, make("p", { class: "quiet-text" }, "There is nothing to change yet."));
  if (desk && desk.edition !== answer.edition) drafts.clear();
  desk = answer;
  show();
}

function show() {
  refill(root,
    mayWrite ? null : make("p", { class: "quiet-text" }, "Only the page with the token in its address may change anything."),
    make("h2", {}, `Edition ${desk.edition}`),
    desk.undo ? make("p", { class: "detail" }, undoButton(desk.undo, `Undo: ${desk.undo.what}`)) : null,
    Object.entries(FIELDS).map(([key, known]) => field(key, known)),
    picked(desk),
    look(desk));
}

function field(key, { label, rows, hint }) {
  const kept = desk.decided[key];
  const id = `field-${key}`;
  const draft = drafts.get(key);
  const told = make("div", { role: "alert" });
  const input = make(rows ? "textarea" : "input", {
    id, rows, type: rows ? null : "text", disabled: !mayWrite, "aria-describedby": `${id}-hint`,
    placeholder: desk.automatic[key] ?? "",
    oninput: () => typed(),
    onkeydown: (event) => pressed(event),
  });
  input.value = draft ? draft.text : kept;
  const seen = draft?.seen ?? desk.seen;
  const element = make("div", { class: "field" },
    make("label", { for: id }, label),
    input,
    make("p", { class: "detail", id: `${id}-hint` }, kept || !desk.automatic[key] ? hint : `chosen by itself; ${hint}`),
    told,
    make("div", { class: "actions" },
      make("button", { type: "button", class: "solid", onclick: send }, "Save"),
      make("button", { type: "button", class: "quiet", onclick: discard }, "Discard"),
      make("span", { class: "detail" }, `into ${desk.file}`)));
  element.classList.toggle("is-changed", input.value !== kept);
  function typed() {
    if (input.value === kept) drafts.delete(key);
    else drafts.set(key, { text: input.value, seen });
    element.classList.toggle("is-changed", input.value !== kept);
  }
  function pressed(event) {
    if (event.key === "Escape") discard();
    if (event.key === "Enter" && (!rows || event.ctrlKey || event.metaKey) && input.value !== kept) send();
  }
  function discard() {
    drafts.delete(key);
    show();
  }
  async function send() {
    const data = { edition: desk.edition, key, value: input.value, seen };
    drafts.delete(key);
    const done = await saved("decision", data, (problems) => fill(told, problemList(problems)), `${label} saved`);
    if (!done) drafts.set(key, { text: input.value });
  }
  return element;
}
