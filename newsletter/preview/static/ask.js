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

export const measure = (network, text) => post("/measure", { network, text });
export const write = (path, data) => post(`/write/${path}?token=${encodeURIComponent(token)}`, data);

export const mayWrite = token !== "";
