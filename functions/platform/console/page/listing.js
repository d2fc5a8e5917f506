// A listing: a table that becomes cards on a phone. However long it is, only what is near to sight is drawn.
import { html, useEffect, useLayoutEffect, useRef, useState } from "./dom.js";
import { download, toCsv } from "./csv.js";
import { number } from "./format.js";
import { MOST_IN_FILE, useAct } from "./loading.js";
import { Loading, Trouble, done } from "./parts.js";
import { t } from "./texts.js";

const A_BLOCK = 50; // rows that are drawn and left out together
const NEAR = "1200px";

// `columns`: {title, cell, text, end}; what is for files only has `file`.
export function Listing({ list, columns: all, caption, empty, csv, href, rowKey }) {
  const { items, loading, error, cursor, more, again } = list;
  const columns = all.filter((one) => !one.file);
  if (!items.length && loading) return html`<${Loading} />`;
  if (!items.length && error) return html`<${Trouble} of=${error} again=${again} />`;
  if (!items.length) return empty;
  return html`
    <div class="tools">
      <p role="status">${t(cursor ? "list.some" : "list.all", { n: number(items.length) })}</p>
      ${csv && html`<span><button type="button" class="quiet" onClick=${() =>
        download(`${csv}.csv`, toCsv(all, items))}>${t("list.csv", { n: number(items.length) })}</button>
        ${cursor && list.every && html`<${EveryRow} name=${csv} columns=${all} list=${list} />`}</span>`}
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <${Table} items=${items} columns=${columns} caption=${caption} href=${href} rowKey=${rowKey} open=${Boolean(cursor)} /></div>
    ${error && html`<${Trouble} of=${error} again=${more} />`}
    ${cursor && html`<${More} loading=${loading} more=${more} />`}`;
}

function Table({ items, columns, caption, href, rowKey, open }) {
  const [head, widths] = useWidths(items.length > A_BLOCK, columns.length);
  const blocks = Array.from({ length: Math.ceil(items.length / A_BLOCK) }, (_, place) => place * A_BLOCK);
  return html`<table class=${`listing ${widths ? "fixed" : ""}`} aria-rowcount=${open ? -1 : items.length + 1}>
    <caption class="unseen">${caption}</caption>
    <thead><tr ref=${head}>${columns.map((one, place) => html`<th scope="col" class=${one.end ? "end" : ""}
      style=${{ width: widths ? `${widths[place]}px` : "" }}>${one.title}</th>`)}</tr></thead>
    ${blocks.map((first) => html`<${Block} key=${first} first=${first} rows=${items.slice(first, first + A_BLOCK)}
      columns=${columns} href=${href} rowKey=${rowKey} />`)}
  </table>`;
}

// Columns keep their widths while rows come and go, until the page's own width changes.
function useWidths(wanted, count) {
  const head = useRef();
  const [widths, keep] = useState(null);
  useLayoutEffect(() => {
    if (!wanted) keep(null);
    else if (widths?.length !== count) keep([...head.current.children].map((one) => one.offsetWidth));
  });
  useEffect(() => {
    const forget = () => keep(null);
    addEventListener("resize", forget);
    return () => removeEventListener("resize", forget);
  }, []);
  return [head, widths?.length === count ? widths : null];
}

// Rows far from sight are a space of their height. Where the keyboard is, they stay.
function Block({ first, rows, columns, href, rowKey }) {
  const body = useRef();
  const [height, leave] = useState(null);
  useEffect(() => {
    const seen = new IntersectionObserver((entries) => {
      if (entries.at(-1).isIntersecting) leave(null);
      else if (!body.current.contains(document.activeElement)) leave((before) => before ?? body.current.offsetHeight);
    }, { rootMargin: NEAR });
    seen.observe(body.current);
    return () => seen.disconnect();
  }, []);
  if (height !== null) return html`<tbody ref=${body}><tr class="space" aria-hidden="true"><td colspan=${columns.length} style=${{ height: `${height}px` }}></td></tr></tbody>`;
  return html`<tbody ref=${body}>${rows.map((item, at) => html`<tr key=${rowKey(item)} aria-rowindex=${first + at + 2}>${columns.map((one, place) => {
    const inside = one.cell ? one.cell(item) : one.text(item);
    return html`<td data-title=${one.title} class=${one.end ? "end" : ""}>${
      place === 0 && href ? html`<a class="whole" href=${href(item)}>${inside}</a>` : inside}</td>`;
  })}</tr>`)}</tbody>`;
}

// All rows as a file, those too that were not loaded yet.
function EveryRow({ name, columns, list }) {
  const [read, tell] = useState(0);
  const save = useAct(async () => {
    const { items, whole } = await list.every(tell);
    download(`${name}.csv`, toCsv(columns, items));
    tell(0);
    if (!whole) done(t("list.csv_most", { n: number(MOST_IN_FILE) }));
  });
  return html`<button type="button" class="quiet" disabled=${save.busy} onClick=${() => save.run()}>
    ${save.busy ? t("list.reading", { n: number(read) }) : t("list.csv_all")}</button><${Trouble} of=${save.error} />`;
}

// Loads on when it is in sight, also when it is still so after the last rows came; a button for those who do not scroll.
function More({ loading, more }) {
  const button = useRef();
  const latest = useRef(more);
  latest.current = more;
  useEffect(() => {
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((one) => one.isIntersecting)) latest.current();
    }, { rootMargin: "400px" });
    seen.observe(button.current);
    return () => seen.disconnect();
  }, [loading]);
  return html`<p class="more"><button type="button" ref=${button} onClick=${more} disabled=${loading}>
    ${t(loading ? "loading" : "list.more")}</button></p>`;
}
