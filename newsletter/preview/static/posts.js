// The posts as cards that look like each network, one row for each article.

import { askJson } from "./ask.js";
import { placeButton } from "./copy.js";
import { make, refill } from "./dom.js";
import { store, wish } from "./store.js";
import { counter } from "./counting.js";
import { wordingBox } from "./wording.js";

let root = null;
let found = { networks: [], posts: [] };

export const posts = { name: "posts", label: "Posts", open, draw };

function open(stage) {
  root = stage.appendChild(make("div", { class: "posts" }));
}

async function draw(changed) {
  if (changed.has("state") || root.childElementCount === 0) found = await askJson("/posts");
  if (changed.has("state") || changed.has("networks") || root.childElementCount === 0) show();
}

function chosen() {
  const wished = store.wishes.networks.split(" ").filter(Boolean);
  if (wished.length) return wished;
  const configured = found.networks.filter((network) => network.configured);
  return (configured.length ? configured : found.networks.slice(0, 3)).map(({ name }) => name);
}

function show() {
  const names = chosen();
  refill(root, chips(names), store.state.articles.map((article) => row(article, names)));
}

function chips(names) {
  return make("fieldset", { class: "chips" },
    make("legend", { class: "unseen" }, "Networks"),
    found.networks.map(({ name, label, configured }) => make("label", { class: "chip" },
      make("input", { type: "checkbox", checked: names.includes(name), onchange: (event) => choose(names, name, event.target.checked) }),
      make("span", {}, configured ? label : `${label} (no channel)`))));
}

function choose(names, name, isOn) {
  const next = isOn ? [...names, name] : names.filter((one) => one !== name);
  wish({ networks: next.join(" ") || name });
}

function row({ ref, title, lang, dir }, names) {
  const shown = found.posts.filter((post) => post.article === ref && names.includes(post.network));
  return make("section", { class: "post-row" },
    make("h2", { lang, dir }, title),
    shown.length ? make("div", { class: "cards" }, shown.map(card)) : make("p", { class: "quiet-text" }, "Nothing to post."));
}

function card(post) {
  const network = found.networks.find(({ name }) => name === post.network);
  const last = post.parts.length - 1;
  const parts = post.parts.map((part, index) => make("div", { class: "part" },
    head(post.network),
    make("p", { class: "post-text", lang: post.lang, dir: post.dir }, words(part)),
    index === last && post.card ? linkCard(post.card) : null,
    counter(part)));
  return make("article", { class: `card net-${post.network}`, "aria-label": `${network.label}: post` },
    make("p", { class: "network" }, network.label, make("span", { class: "detail" }, kindOf(post))),
    parts,
    store.state.is_sample ? null : wordingBox(post, network.label),
    store.state.is_sample ? null : make("p", { class: "where" }, placeButton(post.place)));
}

function kindOf({ parts, own }) {
  const kind = parts.length > 1 ? `thread of ${parts.length}` : "one post";
  return own ? `${kind}, its author's own words` : kind;
}

function head(network) {
  const name = store.state.edition.newsletter;
  const handle = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  return make("p", { class: "post-head" },
    make("span", { class: "avatar", "aria-hidden": "true" }, [...name][0] ?? ""),
    make("strong", {}, name),
    network === "linkedin" || network === "facebook" ? make("span", { class: "detail" }, "now") : make("span", { class: "detail" }, `@${handle} · now`));
}

// The text with what the network turns into links.
function words({ text, urls, hashtags }) {
  const links = [...new Set([...urls, ...hashtags.map((tag) => `#${tag}`)])].sort((a, b) => b.length - a.length);
  if (links.length === 0) return text;
  const pattern = new RegExp(`(${links.map((link) => link.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "u");
  return text.split(pattern).map((piece, index) => (index % 2 ? make("span", { class: "linked" }, piece) : piece));
}

function linkCard({ title, text, host, image, alt }) {
  const picture = image ? make("img", { src: image, alt: alt || "", loading: "lazy", width: 1200, height: 630 }) : null;
  const missing = image && !alt ? make("p", { class: "detail warn" }, "The picture has no description.") : null;
  return make("div", { class: "link-card" }, picture,
    make("div", { class: "link-words" },
      make("span", { class: "host" }, host),
      make("span", { class: "link-title" }, title),
      make("span", { class: "link-text" }, text)),
    missing);
}
