// The parts that views are made of.
import { html, useEffect, useLayoutEffect, useRef, useState } from "./dom.js";
import { refine } from "./address.js";
import { ago, exact, moment } from "./format.js";
import { t, word } from "./texts.js";

// A page's title, which is also what a screen reader says when it is gone to, before the next key is heard. Who
// writes already is left where they are.
export function Title({ children, lead, actions }) {
  const heading = useRef();
  const text = [children].flat(9).join("");
  useLayoutEffect(() => {
    document.title = `${text} · Baton`;
    if (!document.activeElement?.matches("input, select, textarea")) heading.current.focus({ preventScroll: true });
  }, [text]);
  return html`<header class="title">
    <div><h1 tabindex="-1" ref=${heading}>${children}</h1>${lead && html`<p class="lead">${lead}</p>`}</div>
    ${actions && html`<div class="actions">${actions}</div>`}
  </header>`;
}

const TONES = {
  hot: "bad", warm: "warn", cold: "info", failed: "bad", escalated: "warn", processed: "good", open: "warn",
  decided: "good", expired: "bad", done: "good", refused: "plain", planned: "info", reserved: "info",
  unknown: "warn", awaited: "warn", approved: "good", active: "good", running: "good", paused: "warn",
  ended: "plain", processing: "info", idle: "plain", down: "bad", stopped: "bad", parked: "bad",
  resolved: "good", critical: "bad", campaign_qualified: "good", ready: "good", under_way: "info", healthy: "good",
  ask_person: "bad", propose_change: "warn", waiting: "warn", rejected: "plain",
  placed: "info", awaiting_buyer: "warn", authorised: "info", confirmed: "good", shipped: "info", delivered: "good",
  undoing: "warn", ok: "good", low: "warn", out: "bad", draft: "warn", ordered: "info", part_received: "info", received: "good",
};

export const Badge = ({ of, tone }) =>
  of == null ? null : html`<span class=${`badge ${tone ?? TONES[of] ?? "plain"}`}>${word(of)}</span>`;

// A time: how long ago or until then, the whole of it on hover and for those who cannot see.
export const Time = ({ at, whole }) =>
  at ? html`<time datetime=${at} title=${exact(at)}>${whole ? moment(at) : ago(at)}</time>` : null;

export const Loading = () => html`<p class="loading" role="status">${t("loading")}</p>`;

export const Empty = ({ title, children }) =>
  html`<div class="empty"><p><strong>${title}</strong></p><p>${children}</p></div>`;

// What happened, what to do, and how the makers find it.
export function Trouble({ of: error, again }) {
  if (!error) return null;
  const known = `problem.${error.status}`;
  return html`<div class="trouble" role="alert">
    <p><strong>${KNOWN.has(error.status) ? t(known) : t("problem.other")}</strong> ${error.status ? error.message : ""}</p>
    ${error.faults?.length > 0 && html`<ul>${error.faults.map((one) =>
      html`<li>${one.pointer || one.parameter || ""} ${one.detail}</li>`)}</ul>`}
    ${error.correlation && html`<p class="small">${t("problem.reference")} <code>${error.correlation}</code></p>`}
    ${again && html`<button type="button" onClick=${again}>${t(error.status === 412 ? "again.load" : "again")}</button>`}
  </div>`;
}
const KNOWN = new Set([0, 400, 403, 404, 409, 410, 412, 413, 422, 429, 500, 503]);

// Filters that stand in the address. `fields`: {name, title, options | type}.
export function Filters({ fields, query }) {
  const set = (name, value) => refine({ [name]: value });
  const free = fields.filter((one) => !one.required);
  const some = free.some((one) => query[one.name]);
  return html`<form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
    ${fields.map((one) => html`<label>${one.title}${one.options
      ? html`<select value=${query[one.name] ?? ""} onChange=${(event) => set(one.name, event.target.value)}>
          ${!one.required && html`<option value="">${t("filter.any")}</option>`}
          ${one.options.map((option) => html`<option value=${option.value ?? option}
            selected=${(option.value ?? option) === query[one.name]}>${option.title ?? word(option)}</option>`)}
        </select>`
      : html`<${Entry} one=${one} value=${query[one.name] ?? ""} set=${set} />`}</label>`)}
    ${some && html`<button type="button" class="quiet" onClick=${() =>
      refine(Object.fromEntries(free.map((one) => [one.name, ""])))}>${t("filter.none")}</button>`}
  </form>`;
}

// A field whose text is the person's own until they leave it: what loads meanwhile does not take it away.
function Entry({ one, value, set }) {
  const [text, write] = useState(value);
  useLayoutEffect(() => write(value), [value]);
  return html`<input type=${one.type ?? "search"} value=${text} placeholder=${one.hint ?? ""} data-search=${one.type ? null : ""}
    onInput=${(event) => write(event.target.value)} onChange=${(event) => set(one.name, event.target.value.trim())} />`;
}

// A question before something is done. The browser's own dialog holds the focus and takes Escape. It is open
// before the next key is heard.
export function Dialog({ title, children, onClose }) {
  const box = useRef();
  useLayoutEffect(() => {
    box.current.showModal();
    return () => box.current?.close();
  }, []);
  return html`<dialog ref=${box} aria-labelledby="dialog-title" onClose=${onClose}
    onCancel=${(event) => { event.preventDefault(); onClose(); }}>
    <h2 id="dialog-title">${title}</h2>${children}
  </dialog>`;
}

// What somebody else changed meanwhile (412) is not decided on: it is loaded with `again`, and looked at first.
export function Confirm({ title, children, confirm, tone, act, again, onDone, onClose, disabled }) {
  const go = async () => { if (await act.run()) onDone(); };
  const changed = act.error?.status === 412;
  const look = changed && again ? () => { act.clear(); onClose(); again(); } : null;
  return html`<${Dialog} title=${title} onClose=${onClose}>
    ${children}
    <${Trouble} of=${act.error} again=${look} />
    <div class="actions">
      <button type="button" onClick=${onClose}>${t("cancel")}</button>
      <button type="button" class=${tone ?? "primary"} disabled=${act.busy || disabled || changed} onClick=${go}>
        ${act.busy ? t("working") : confirm}</button>
    </div>
  </${Dialog}>`;
}

// A word about what was done, for a while, with a way back if there is one.
let say = () => {};
export const done = (text, undo) => say({ text, undo });
export function Notices() {
  const [notice, show] = useState(null);
  say = show;
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => show(null), notice.undo ? 10_000 : 5_000);
    return () => clearTimeout(timer);
  }, [notice]);
  return html`<div class="notices" role="status" aria-live="polite">${notice && html`<p>${notice.text}
    ${notice.undo && html` <button type="button" onClick=${() => { notice.undo(); show(null); }}>${t("undo")}</button>`}</p>`}</div>`;
}

// Names with their values, those without one left out.
export const Facts = ({ of: pairs }) => html`<dl class="facts">${pairs
  .filter(([, value]) => value != null && value !== "" && value !== false)
  .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

export const Card = ({ title, children, tone }) =>
  html`<section class=${`card ${tone ?? ""}`}>${title && html`<h2>${title}</h2>`}${children}</section>`;
