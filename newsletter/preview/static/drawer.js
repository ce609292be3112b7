// The right side: the checks of the edition, or one article.

import { fill, find, make } from "./dom.js";
import { articlePanel } from "./article.js";
import { planPanel } from "./plan.js";
import { checksPanel } from "./checks.js";
import { editionPanel } from "./edition.js";
import { store, wish } from "./store.js";

// Each panel: { name, label, open(root), draw(changed) }.
const PANELS = [checksPanel, editionPanel, articlePanel, planPanel];
let open = null;

export function drawDrawer(changed) {
  const isOpen = store.wishes.drawer === "open";
  if (changed.has("drawer") || open === null) {
    document.body.classList.toggle("no-drawer", !isOpen);
    find("#toggle-drawer").setAttribute("aria-expanded", isOpen);
  }
  const panel = PANELS.find(({ name }) => name === store.wishes.panel) ?? PANELS[0];
  if (panel !== open) {
    open = panel;
    const body = make("div", { class: "panel", tabindex: "0", role: "region", "aria-label": panel.label });
    fill(find("#drawer"), tabs(panel), body);
    panel.open(body);
    panel.draw(new Set(["state"]));
  } else {
    panel.draw(changed);
  }
  if (panel !== checksPanel) checksPanel.draw(changed);
}

function tabs(current) {
  return make("div", { class: "tabs", role: "group", "aria-label": "Panels" }, PANELS.map((panel) =>
    make("button", {
      type: "button",
      "aria-pressed": String(panel === current),
      onclick: () => wish({ panel: panel.name }),
    }, panel.label)));
}
