// Asking the studio. The token in this page's address lets it write.

const token = new URLSearchParams(location.search).get("token") ?? "";

async function checked(answer) {
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
  return answer;
}

export async function askJson(path) {
  return (await checked(await fetch(path))).json();
}

export async function askText(path) {
  return (await checked(await fetch(path))).text();
}

function posted(path, data) {
  const headers = { "Content-Type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(data) });
}

export async function measure(network, text) {
  return (await checked(await posted("/measure", { network, text }))).json();
}

export async function write(path, data) {
  return (await checked(await posted(`/write/${path}?token=${encodeURIComponent(token)}`, data))).json();
}

export const mayWrite = token !== "";
