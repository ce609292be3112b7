// The checks of `newsletter check`, made once the typing rests.

import { askJson } from "./ask.js";
import { placeButton, placeOf } from "./copy.js";
import { count, fill, find, make } from "./dom.js";
import { setShares } from "./rail.js";
import { store } from "./store.js";

const REST = 350;
const SEVERITIES = ["error", "warning", "note"];
let root = null;
let result = null;
let waiting = 0;

export const checksPanel = { name: "checks", label: "Checks", open, draw };

function open(body) {
  root = body;
  show();
}

function draw(changed) {
  if (!changed.has("state")) return;
  clearTimeout(waiting);
  waiting = setTimeout(load, result === null ? 0 : REST);
}

async function load() {
  const { version } = store.state;
  if (result?.version === version) return;
  root?.setAttribute("aria-busy", "true");
  const found = await askJson("/checks");
  if (found.version < store.state.version) return;
  result = found;
  setShares(result.shares);
  show();
}

function show() {
  if (result === null) return void (root && fill(root, make("p", { class: "quiet-text" }, "Checking…")));
  const tally = SEVERITIES.map((severity) => result.problems.filter((one) => one.severity === severity));
  drawButton(tally);
  if (!root?.isConnected) return;
  root.removeAttribute("aria-busy");
  fill(root,
    result.problems.length ? null : make("p", { class: "all-good" }, "Nothing found. Every check is content."),
    tally.map((problems, index) => group(SEVERITIES[index], problems)),
    others());
}

function drawButton([errors, warnings]) {
  const button = find("#toggle-drawer");
  const parts = [errors.length ? count(errors.length, "error") : null, warnings.length ? count(warnings.length, "warning") : null];
  const words = parts.filter(Boolean).join(", ") || "All checks ok";
  button.dataset.kind = errors.length ? "error" : warnings.length ? "warning" : "fine";
  button.textContent = words;
}

function group(severity, problems) {
  if (problems.length === 0) return null;
  const list = make("ul", { class: "problems" }, problems.map(problem));
  const title = count(problems.length, severity);
  if (severity === "note") return make("details", { class: "notes" }, make("summary", {}, title), list);
  return make("section", {}, make("h2", {}, title), list);
}

function problem(one) {
  return make("li", { class: "problem", "data-severity": one.severity },
    make("p", {}, make("span", { class: "severity" }, one.severity), ` ${one.text}`),
    one.hint ? make("p", { class: "hint" }, one.hint) : null,
    make("p", { class: "where" }, placeButton(placeOf(one)), make("code", { class: "code" }, one.code)));
}

function others() {
  const ok = result.checks.filter(({ status }) => status === "ok");
  const skipped = result.checks.filter(({ status }) => status === "not checked");
  return make("details", { class: "notes" },
    make("summary", {}, `${count(ok.length, "check")} ok, ${skipped.length} not made`),
    make("ul", { class: "check-list" },
      ok.map(({ title }) => make("li", {}, make("span", { class: "mark-ok" }, "ok"), ` ${title}`)),
      skipped.map(({ title, why }) => make("li", {}, make("span", { class: "detail" }, "not made"), ` ${title}: ${why}`))));
}
