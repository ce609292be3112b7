// The page: its views, its panels, and what makes them draw.

import { find, make } from "./dom.js";
import { connect, drawStatus } from "./live.js";
import { listen, store, wish } from "./store.js";
import { drawDrawer } from "./drawer.js";
import { drawFaults } from "./faults.js";
import { drawMeter, drawRail } from "./rail.js";
import { listenToKeys, openHelp } from "./keys.js";
import { mail } from "./mail.js";
import { compare } from "./compare.js";
import { inbox } from "./inbox.js";
import { posts } from "./posts.js";
import { headers, source, text } from "./plain.js";

export const VIEWS = [mail, inbox, posts, text, source, headers, compare];
let open = null;

function drawViews() {
  const buttons = VIEWS.map(({ name, label }, number) =>
    make("button", {
      type: "button",
      "aria-current": name === store.wishes.view ? "page" : null,
      title: `${label} (${number + 1})`,
      onclick: () => wish({ view: name }),
    }, label));
  find(".views").replaceChildren(...buttons);
}

function openView() {
  const view = VIEWS.find(({ name }) => name === store.wishes.view) ?? mail;
  if (view === open) return false;
  open = view;
  const stage = find("#stage");
  stage.replaceChildren();
  stage.dataset.view = view.name;
  stage.scrollTop = 0;
  view.open(stage);
  return true;
}

function drawTitle() {
  const { edition } = store.state;
  find(".brand").textContent = edition?.newsletter ?? "Preview";
  document.title = edition ? `${edition.subject} · ${edition.name}` : "Preview";
}

listen((changed) => {
  if (store.state === null) return;
  if (changed.has("view")) drawViews();
  const opened = openView();
  if (opened || changed.size) open.draw(changed);
  if (changed.has("state")) {
    drawTitle();
    drawStatus();
    drawMeter();
  }
  if (changed.has("state") || changed.has("article")) drawRail();
  drawFaults(changed);
  drawDrawer(changed);
});

find("#toggle-drawer").addEventListener("click", () =>
  wish({ drawer: store.wishes.drawer === "open" ? "closed" : "open" }));
find("#open-help").addEventListener("click", openHelp);
drawViews();
listenToKeys(VIEWS);
connect();
