// Asking the studio. The token in this page's address lets it write.

const token = new URLSearchParams(location.search).get("token") ?? "";

// The studio did not answer, or refused; live.js says so at the top of the page.
export class Unanswered extends Error {}

async function answer(path, options, read) {
  try {
    const response = await fetch(path, options);
    if (response.ok) return await response[read]();
    throw new Unanswered(`${path} answered ${response.status}`);
  } catch (error) {
    throw error instanceof Unanswered ? error : new Unanswered(`${path}: ${error.message}`);
  }
}

export const askJson = (path) => answer(path, {}, "json");
export const askText = (path) => answer(path, {}, "text");

function post(path, data) {
  const headers = { "Content-Type": "application/json" };
  return answer(path, { method: "POST", headers, body: JSON.stringify(data) }, "json");
}

// What was refused is told as problems, for the page to show beside what was typed.
async function submit(path, data) {
  const headers = { "Content-Type": "application/json" };
  try {
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(data) });
    const told = response.headers.get("Content-Type")?.startsWith("application/json");
    if (!told) throw new Unanswered(`${path} answered ${response.status}`);
    return { ok: response.ok, ...await response.json() };
  } catch (error) {
    throw error instanceof Unanswered ? error : new Unanswered(`${path}: ${error.message}`);
  }
}

export const write = (path, data) => post(`/write/${path}?token=${encodeURIComponent(token)}`, data);

export const compose = (ref, network, text) => submit("/compose", { ref, network, text });
export const save = (path, data) => submit(`/write/${path}?token=${encodeURIComponent(token)}`, data);

export const mayWrite = token !== "";
