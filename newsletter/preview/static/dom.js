// Making elements: make("p", { class: "quiet" }, "text", child).

export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null));
  return element;
}

// Fills anew, and leaves the focus and the caret where they were.
export function refill(element, ...children) {
  const active = document.activeElement;
  const id = element.contains(active) ? active.id : "";
  const caret = id && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const top = element.scrollTop;
  fill(element, ...children);
  element.scrollTop = top;
  const again = id && document.getElementById(id);
  if (!again) return element;
  again.focus({ preventScroll: true });
  if (caret && caret[0] !== null && "setSelectionRange" in again) again.setSelectionRange(...caret);
  return element;
}

export const find = (selector) => document.querySelector(selector);

export function kilobytes(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`;
}

export function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
