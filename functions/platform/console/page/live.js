// Live updates: one socket for the page, which comes back by itself. Bursts are handed on four times a
// second at most, so that a view draws seldom however much happens.
import { has, may, person, told, token } from "./session.js";

const TOPICS = [
  { name: "agents", scope: "baton/agent.status" },
  { name: "leads", scope: "baton/leads.read", area: "leads" },
  { name: "orders", scope: "baton/commerce.read", area: "commerce" },
];
const EVERY_MS = 250;
const LINGERS_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

let socket = null;
let wanted = 0;
let failures = 0;
let waiting = [];
let flushing = 0;
let state = "off";
const hearers = new Set();
const watchers = new Set();

export const connection = () => state;

// Hears updates as long as somebody does; gives the function that ends it.
export function hear(hearer, watcher = () => {}) {
  hearers.add(hearer);
  watchers.add(watcher);
  wanted += 1;
  if (!socket) connect();
  return () => {
    hearers.delete(hearer);
    watchers.delete(watcher);
    wanted -= 1;
    setTimeout(leave, LINGERS_MS);
  };
}

// Nobody hears any more; who only goes to another view comes back before that.
function leave() {
  if (wanted || !socket) return;
  const ended = socket;
  socket = null;
  ended.close(1000);
  stand("off");
}

async function connect() {
  const url = told().live_url;
  if (!url || !person()) return;
  stand("connecting");
  let opened;
  try {
    const where = new URL(url, location.href);
    where.protocol = where.protocol.replace("http", "ws");
    where.searchParams.set("token", await token());
    opened = new WebSocket(where);
  } catch {
    comeBack();
    return;
  }
  socket = opened;
  opened.onopen = () => {
    const topics = TOPICS.filter((one) => may(one.scope) && (!one.area || has(one.area))).map((one) => one.name);
    opened.send(JSON.stringify({ action: "subscribe", topics }));
  };
  opened.onmessage = ({ data }) => take(JSON.parse(data));
  opened.onclose = () => { if (socket === opened) comeBack(); };
}

function take(message) {
  if (message.type === "subscribed") { failures = 0; stand("live"); return; }
  waiting.push(message);
  flushing ||= setTimeout(flush, EVERY_MS);
}

function flush() {
  flushing = 0;
  const batch = waiting;
  waiting = [];
  for (const hearer of hearers) hearer(batch);
}

function comeBack() {
  socket = null;
  if (!wanted) return;
  stand("connecting");
  failures += 1;
  const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
  setTimeout(() => { if (wanted && !socket) connect(); }, wait);
}

function stand(now) {
  if (now === state) return;
  state = now;
  for (const watcher of watchers) watcher(state);
}
