// The text of a post, changed in the page: counted while it is typed, saved with its article.

import { askJson, compose, mayWrite } from "./ask.js";
import { counter } from "./counting.js";
import { fill, make } from "./dom.js";
import { problemList, saved } from "./saving.js";

const REST = 120;
// What was typed and not saved, by post: a page that draws itself anew loses nothing.
const drafts = new Map();
// Where a text goes after a conflict, by post: asked for once more, and waited for by the next save.
const places = new Map();

export function wordingBox(post, label) {
  const key = `${post.article} ${post.network}`;
  const kept = drafts.get(key);
  const box = new Wording(post, label, key);
  if (kept) box.take(kept);
  return box.element;
}

class Wording {
  constructor(post, label, key) {
    this.post = post;
    this.key = key;
    this.id = `wording-${key.replace(/[^\w]/g, (one) => one.codePointAt(0).toString(16))}`;
    this.turn = 0;
    this.counted = make("div", { role: "status" });
    this.told = make("div", { role: "alert" });
    this.button = make("button", { type: "button", class: "solid", disabled: true, onclick: () => this.save() }, "Save");
    this.box = make("textarea", {
      id: this.id, rows: "6", disabled: true, lang: post.lang, dir: post.dir, spellcheck: "true", "aria-label": `Text for ${label}`,
      oninput: () => this.typed(),
      onkeydown: (event) => this.pressed(event),
    });
    this.where = make("p", { class: "detail" });
    const discard = make("button", { type: "button", class: "quiet", onclick: () => this.close() }, "Discard");
    this.element = make("details", { class: "wording", ontoggle: () => this.toggled() },
      make("summary", {}, "Edit the text"),
      make("div", { class: "wording-body" }, this.box, this.counted, this.told,
        make("div", { class: "actions" }, this.button, discard, this.where)));
  }

  async toggled() {
    if (!this.element.open || this.place) return;
    const { article, network } = this.post;
    this.take({ place: await askJson(`/place?${new URLSearchParams({ ref: article, network })}`) });
    this.box.focus();
  }

  take({ place, text = place.text, problems = [] }) {
    this.place = place;
    fill(this.told, problemList(problems));
    this.box.value = text;
    this.box.disabled = false;
    this.where.textContent = mayWrite ? `into ${place.file}` : "Only the page with the token in its address may save.";
    this.element.open = true;
    drafts.set(this.key, { place, text, problems });
    this.count();
  }

  typed() {
    drafts.set(this.key, { place: this.place, text: this.box.value });
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.count(), REST);
    this.allow();
  }

  allow() {
    const text = this.box.value.trim();
    this.button.disabled = !mayWrite || !text || text === this.place.text.trim();
  }

  async count() {
    this.allow();
    const mine = ++this.turn;
    const { ok, parts = [], problems } = await compose(this.post.article, this.post.network, this.box.value);
    if (mine !== this.turn) return;
    fill(this.counted, parts.map(counter), ok ? problemList(problems) : []);
  }

  pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !this.button.disabled) this.save();
    if (event.key === "Escape") this.close();
  }

  async save() {
    const { article: ref, network } = this.post;
    const text = this.box.value.trim();
    this.button.disabled = true;
    const place = (await places.get(this.key)) ?? this.place;
    places.delete(this.key);
    drafts.delete(this.key);
    const data = { ref, network, text, seen: place.seen };
    let problems = [];
    const done = await saved("post", data, (found) => { problems = found; });
    if (done) return this.close();
    // The file is another one by now: what was typed stays, and the next save is for the new one.
    places.set(this.key, askJson(`/place?${new URLSearchParams({ ref, network })}`));
    drafts.set(this.key, { place, text: this.box.value, problems });
    fill(this.told, problemList(problems));
    this.allow();
  }

  close() {
    drafts.delete(this.key);
    places.delete(this.key);
    this.place = null;
    this.box.disabled = true;
    fill(this.told);
    this.element.open = false;
    this.element.querySelector("summary").focus();
  }
}
