// What the page knows: the studio's state, and how this page wants to see it.
// The second part stands in the address behind #, so that a reload changes nothing.

const FIRST = {
  view: "mail", width: "both", scheme: "light", client: "", pictures: "on", dir: "", recipient: "",
  drawer: "open", panel: "checks", article: "", networks: "",
};
const listeners = new Set();

export const store = { state: null, wishes: read() };

function read() {
  const given = new URLSearchParams(location.hash.slice(1));
  const known = [...given].filter(([key]) => key in FIRST);
  return { ...FIRST, ...Object.fromEntries(known) };
}

export function listen(listener) {
  listeners.add(listener);
}

function tell(changed) {
  for (const listener of listeners) listener(changed);
}

export function setState(state) {
  store.state = state;
  tell(new Set(["state"]));
}

export function wish(wishes) {
  const changed = Object.keys(wishes).filter((key) => store.wishes[key] !== wishes[key]);
  if (changed.length === 0) return;
  Object.assign(store.wishes, wishes);
  const unusual = Object.entries(store.wishes).filter(([key, value]) => value !== FIRST[key]);
  history.replaceState(null, "", `${location.pathname}${location.search}#${new URLSearchParams(unusual)}`);
  tell(new Set(changed));
}
