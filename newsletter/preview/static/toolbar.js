// How the mail is shown: widths, schemes, clients, pictures, direction.

import { make } from "./dom.js";
import { listen, store, wish } from "./store.js";

export const WIDTH_NAMES = { both: "600 + 375", 600: "600", 375: "375", full: "Full" };
export const SCHEMES = {
  light: { label: "Light" },
  dark: { label: "Dark", note: "Dark as its author wrote it, as Apple Mail shows it." },
  gmail: { label: "Dark in Gmail", note: "About as Gmail recolours a mail in dark mode. Google does not say how; this is an approximation." },
  outlook: { label: "Dark in Outlook", note: "About as Outlook recolours a mail in dark mode, with the author's rules for it. An approximation." },
};
export const CLIENTS = {
  gmail: "Gmail",
  "outlook-windows": "Outlook for Windows",
  "outlook-com": "Outlook.com",
  yahoo: "Yahoo",
  "apple-mail": "Apple Mail",
};
const RECIPIENTS = { "": "To Sam Sample", none: "To nobody's name", long: "To a long name" };

export function toolbar() {
  const labels = Object.fromEntries(Object.entries(SCHEMES).map(([key, { label }]) => [key, label]));
  const bar = make("div", { class: "toolbar", role: "group", "aria-label": "How the mail is shown" },
    segments("width", "Width", WIDTH_NAMES),
    segments("scheme", "Colours", labels),
    chooser("client", "Through the eyes of", { "": "No client", ...CLIENTS }),
    chooser("recipient", "Written to", RECIPIENTS),
    toggle("pictures", "Pictures", "on", "off"),
    toggle("dir", "Right to left", "rtl", ""));
  listen((changed) => bar.isConnected && [...changed].forEach((key) => reflect(bar, key)));
  return bar;
}

function reflect(bar, key) {
  for (const input of bar.querySelectorAll(`[name="${key}"]`)) {
    const wished = store.wishes[key];
    if (input.type === "radio") input.checked = input.value === wished;
    else if (input.type === "checkbox") input.checked = input.value === wished;
    else input.value = wished;
  }
}

function segments(key, legend, values) {
  const order = key === "width" ? ["both", "600", "375", "full"] : Object.keys(values);
  return make("fieldset", { class: "segments" },
    make("legend", { class: "unseen" }, legend),
    order.map((value) => make("label", {},
      make("input", {
        type: "radio", name: key, value, checked: store.wishes[key] === value,
        onchange: () => wish({ [key]: value }),
      }),
      make("span", {}, values[value]))));
}

function chooser(key, label, values) {
  const options = Object.entries(values).map(([value, name]) =>
    make("option", { value, selected: store.wishes[key] === value }, name));
  return make("label", { class: "chooser" },
    make("span", { class: "unseen" }, label),
    make("select", { name: key, onchange: (event) => wish({ [key]: event.target.value }) }, options));
}

function toggle(key, label, on, off) {
  return make("label", { class: "toggle" },
    make("input", {
      type: "checkbox", name: key, value: on, checked: store.wishes[key] === on,
      onchange: (event) => wish({ [key]: event.target.checked ? on : off }),
    }),
    make("span", {}, label));
}
