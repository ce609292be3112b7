// The plans of the edition: what would go where, and a person's word on it. Nothing is sent here.

import { askJson, mayWrite, save } from "./ask.js";
import { toast } from "./copy.js";
import { count, fill, make, refill } from "./dom.js";
import { problemList } from "./saving.js";
import { store } from "./store.js";

const STATES = { planned: "not approved", approved: "approved", sending: "being sent", done: "sent", cancelled: "cancelled" };
const ITEMS = { email: "recipient", social: "post", platform: "edition" };
let root = null;

export const planPanel = { name: "plan", label: "Plan", open, draw };

function open(body) {
  root = body;
}

async function draw(changed) {
  if (changed.has("state")) show(await askJson("/plans").catch(() => null));
}

function show(found) {
  if (!root?.isConnected) return;
  if (found === null) return void fill(root, make("p", { class: "quiet-text" }, "The store does not answer."));
  const name = found.edition ?? "EDITION";
  refill(root,
    make("h2", {}, found.plans.length ? "Plans" : "There is no plan yet"),
    make("p", { class: "detail" }, found.plans.length ? "The newest first. The page sends nothing." : "A plan freezes what would go where, to be approved."),
    found.plans.length ? null : make("pre", { class: "listing" }, `newsletter plan ${name}`),
    found.plans.map((plan) => card(plan, found)),
    found.plans.length && !found.allowed ? make("p", { class: "quiet-text" }, "To approve here, start it with: newsletter preview --allow-approve") : null);
}

function card(plan, found) {
  const is = plan.subject === store.state.edition?.subject;
  return make("article", { class: "plan", "aria-label": `Plan ${plan.short}` },
    make("p", { class: "plan-head" }, make("code", {}, plan.short), make("span", { class: "plan-state", "data-state": plan.state }, STATES[plan.state])),
    make("p", {}, plan.subject),
    is ? null : make("p", { class: "told", "data-severity": "warning" }, make("span", { class: "severity" }, "other words"), " The mail in this page has another subject by now."),
    make("ul", { class: "detail" }, plan.channels.map(({ channel, kind, size }) => make("li", {}, `${channel}: ${count(size, ITEMS[kind])}`))),
    plan.approvals.map(({ name, note, at }) => make("p", { class: "detail" }, `Approved by ${name}, ${at.slice(0, 16).replace("T", " ")} UTC${note ? `: ${note}` : ""}`)),
    plan.is_open && found.allowed ? approval(plan, found) : null);
}

function approval(plan, { user }) {
  const told = make("div", { role: "alert" });
  const input = (key, label, value, properties = {}) => make("label", {}, label,
    make("input", { type: "text", id: `${key}-${plan.short}`, name: key, value, autocomplete: "off", disabled: !mayWrite, ...properties }));
  const send = async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    const answer = await save("approve", { plan: plan.plan, ...given });
    if (!answer.ok) return void fill(told, problemList(answer.problems));
    toast(`Approved by ${answer.approved_by}: ${answer.approvals} of ${answer.needed}`);
    return show(await askJson("/plans"));
  };
  return make("form", { class: "approval", onsubmit: send },
    input("name", "Who approves", user, { required: true }),
    input("note", "Note, kept with the approval", ""),
    input("count", `How many people will get it? Type ${plan.recipients}`, "", { required: true, inputmode: "numeric", pattern: "[0-9,]+" }),
    told,
    make("button", { class: "solid", disabled: !mayWrite }, "Approve this plan"));
}
