// What is shown stands in the address after the #, so that it can be sent, kept and gone back to:
// #/leads?status=failed. Filters replace the entry in the history, ways to another page add one.
import { useEffect, useState } from "./dom.js";

export function read(hash = location.hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split("?");
  return { path: path || "/", query: Object.fromEntries(new URLSearchParams(query)) };
}

export function link(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value != null);
  const text = new URLSearchParams(given).toString();
  return `#${path}${text ? `?${text}` : ""}`;
}

export function go(path, query) {
  location.hash = link(path, query);
}

export function refine(changes) {
  const here = read();
  history.replaceState(null, "", link(here.path, { ...here.query, ...changes }));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useAddress() {
  const [here, show] = useState(read);
  useEffect(() => {
    const changed = () => show(read());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return here;
}

// The parameters of a pattern as /leads/:id in a path; null if it is another path.
export function match(pattern, path) {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const found = {};
  for (const [place, part] of wanted.entries()) {
    if (part.startsWith(":")) found[part.slice(1)] = decodeURIComponent(given[place]);
    else if (part !== given[place]) return null;
  }
  return found;
}
