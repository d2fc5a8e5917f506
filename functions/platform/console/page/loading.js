// What a view loads, and what it says while it does, when there is nothing, and when that fails.
import { useCallback, useEffect, useRef, useState } from "./dom.js";
import { get } from "./api.js";

// One document. `again` reads it anew; `every` does so by itself while the page is looked at.
export function useDocument(path, { query, every } = {}) {
  const [found, show] = useState({ loading: true });
  const key = path && path + JSON.stringify(query ?? {});
  const asked = useRef(0);
  const again = useCallback(async () => {
    if (!path) return;
    const mine = ++asked.current;
    try {
      const data = await get(path, query);
      if (mine === asked.current) show({ data, at: Date.now() });
    } catch (error) {
      if (mine === asked.current) show((before) => ({ ...before, loading: false, error }));
    }
  }, [key]);
  useEffect(() => {
    show({ loading: true });
    again();
    if (!every) return undefined;
    const timer = setInterval(() => { if (!document.hidden) again(); }, every);
    return () => clearInterval(timer);
  }, [again]);
  return { ...found, again, set: (data) => show({ data, at: Date.now() }) };
}

export const MOST_IN_FILE = 100_000; // rows

// A listing, a page at a time. Whoever scrolls near its end has `more` called. `other` is another way
// to ask: its key, and what to call.
export function usePages(path, query, other = null) {
  const [found, show] = useState({ items: [], loading: true });
  const key = path && path + JSON.stringify(query) + (other ? other.key : "");
  const asked = useRef(0);
  const load = useCallback(async (cursor) => {
    if (!path) return;
    const mine = ++asked.current;
    show((before) => ({ ...(cursor ? before : { items: [] }), loading: true }));
    try {
      const page = other ? await other.ask(cursor) : await get(path, { ...query, cursor });
      if (mine !== asked.current) return;
      show((before) => ({
        items: cursor ? [...before.items, ...page.items] : page.items,
        cursor: page.next_cursor,
        loading: false,
      }));
    } catch (error) {
      if (mine === asked.current) show((before) => ({ ...before, loading: false, error }));
    }
  }, [key]);
  useEffect(() => { load(); }, [load]);
  return {
    ...found,
    again: () => load(),
    more: () => { if (found.cursor && !found.loading) load(found.cursor); },
    // All of it, for a file, and whether that is the whole; `told` hears how many are there so far.
    every: other ? null : async (told) => {
      const items = [];
      let cursor;
      do {
        const page = await get(path, { ...query, limit: 100, cursor });
        items.push(...page.items);
        told(items.length);
        cursor = page.next_cursor;
      } while (cursor && items.length < MOST_IN_FILE);
      return { items, whole: !cursor };
    },
    change: (change) => show((before) => ({ ...before, items: change(before.items) })),
  };
}

// An act under way: whether, and what went wrong. Done twice at a time it is done once.
export function useAct(work) {
  const [state, show] = useState({});
  const busy = useRef(false);
  const run = async (...given) => {
    if (busy.current) return undefined;
    busy.current = true;
    show({ busy: true });
    try {
      const result = await work(...given);
      show({});
      return result ?? true;
    } catch (error) {
      show({ error });
      return undefined;
    } finally {
      busy.current = false;
    }
  };
  return { ...state, run, clear: () => show({}) };
}
