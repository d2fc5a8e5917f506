// The public API, as who is signed in. What goes wrong is a Problem with the API's own words.
import { SignedOut, renew, root, token } from "./session.js";

const PATIENCE = 2; // how often a busy API is asked again for what only reads
const LONGEST_MS = 30_000;

export class Problem extends Error {
  constructor(status, told = {}, correlation = "") {
    super(told.detail || told.title || told.message || `${status}`);
    this.status = status;
    this.faults = told.errors ?? [];
    this.existing = told.existing;
    this.correlation = correlation;
  }
}

export const get = async (path, query, options) => (await ask("GET", path, { query, ...options })).data;

// An act has a key: done again after a lost answer, it is done once.
export const act = (method, path, body, options = {}) =>
  ask(method, path, { body, key: crypto.randomUUID(), ...options });

// Gives the key of a body: as long as the same is sent again, after a lost answer too, it is done once.
export function keeper() {
  let last;
  let key;
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== last) [last, key] = [text, crypto.randomUUID()];
    return key;
  };
}

export async function ask(method, path, { query, body, key, ifMatch, signal, accept } = {}) {
  const url = new URL(root + path.replace(/^\//, ""));
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== "" && value != null) url.searchParams.set(name, value);
  }
  const headers = { Accept: accept ?? "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key && method === "POST") headers["Idempotency-Key"] = key;
  if (ifMatch != null) headers["If-Match"] = `"${ifMatch}"`;
  const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const answer = await sent(url, init, signal, method === "GET" || Boolean(key));
  return read(answer, accept);
}

// A file that is no JSON, as it came.
export async function file(path, accept) {
  const answer = await sent(new URL(root + path.replace(/^\//, "")), { method: "GET", headers: { Accept: accept } }, undefined, true);
  return answer.ok ? answer.blob() : read(answer);
}

async function sent(url, init, signal, repeatable) {
  let refused = false;
  for (let attempt = 0; ; attempt += 1) {
    const given = { ...init, headers: { ...init.headers, Authorization: `Bearer ${await token()}` } };
    const answer = await once(url, given, signal);
    if (answer.status === 401 && !refused) {
      refused = true;
      await renew();
    } else if (repeatable && attempt < PATIENCE && [429, 503].includes(answer.status)) {
      const seconds = Math.min(Number(answer.headers.get("Retry-After")) || 1, 5);
      await new Promise((done) => { setTimeout(done, seconds * 1000); });
    } else {
      return answer;
    }
  }
}

async function once(url, init, signal) {
  const ends = AbortSignal.timeout(LONGEST_MS);
  try {
    return await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, ends]) : ends });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0);
  }
}

async function read(answer, accept) {
  const correlation = answer.headers.get("X-Correlation-Id") ?? "";
  const text = await answer.text();
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  const data = isJson && text ? JSON.parse(text) : text;
  if (answer.ok) return { data, etag: answer.headers.get("ETag"), status: answer.status };
  throw new Problem(answer.status, isJson ? data : {}, correlation);
}

export { SignedOut };
