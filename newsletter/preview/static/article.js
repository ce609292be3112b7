// One article in its sentences, and which of them its teaser and its posts are made of.

import { askJson } from "./ask.js";
import { placeButton } from "./copy.js";
import { fill, make } from "./dom.js";
import { store } from "./store.js";

const SOURCES = {
  given: "The summary is its author's own.",
  extracted: "The summary is made of the article's own sentences.",
  llm: "The summary was written by a language model.",
};
let root = null;
let article = null;
let chosen = "digest";

export const articlePanel = { name: "article", label: "Article", open, draw };

function open(body) {
  root = body;
}

async function draw(changed) {
  if (!changed.has("state") && !changed.has("article") && !changed.has("panel")) return;
  const ref = store.wishes.article || store.state.articles[0]?.ref;
  if (!ref) return void fill(root, make("p", { class: "quiet-text" }, "There is no article."));
  const known = store.state.articles.some((one) => one.ref === ref);
  article = known ? await askJson(`/article?ref=${encodeURIComponent(ref)}`) : null;
  show();
}

function show() {
  if (!root?.isConnected) return;
  if (!article) return void fill(root, make("p", { class: "quiet-text" }, "This article is not in the edition."));
  const { lang, dir } = article;
  if (!article.pieces.some(({ name }) => name === chosen)) chosen = article.pieces[0]?.name;
  fill(root,
    make("h2", { lang, dir }, article.title),
    make("p", { class: "where" }, placeButton(article.place)),
    make("p", { class: "quiet-text" }, SOURCES[article.source] ?? "It has no summary."),
    article.pieces.length ? chooser() : null,
    piece(),
    make("h3", {}, "The article"),
    make("div", { class: "body", lang, dir }, article.body.map(block)));
}

function chooser() {
  return make("label", { class: "chooser" }, "Show what stands in ",
    make("select", { onchange: (event) => { chosen = event.target.value; show(); } },
      article.pieces.map(({ name, label }) => make("option", { value: name, selected: name === chosen },
        name === "digest" ? "the mail" : label))));
}

function piece() {
  const shown = article.pieces.find(({ name }) => name === chosen);
  if (!shown) return null;
  const sentences = shown.sentences.map(({ text, found }) => [make(found ? "mark" : "span", {}, text), " "]);
  return make("div", { class: "piece" },
    make("p", { lang: article.lang, dir: article.dir }, sentences.flat()),
    make("p", { class: "detail" }, "Marked sentences stand word for word in the article."),
    make("p", { class: "where" }, placeButton(shown.place)));
}

function block({ kind, sentences }) {
  const name = kind === "heading" ? "h4" : kind === "quote" ? "blockquote" : "p";
  const rows = ["list", "table", "code"].includes(kind) ? "rows" : null;
  return make(name, { class: rows }, sentences.map(({ text, used }) => [make(used.includes(chosen) ? "mark" : "span", {}, text), " "]).flat());
}
