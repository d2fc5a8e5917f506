// All orders, the newest first, found by state and day, or by who bought them.
import { html, useState } from "../dom.js";
import { act, get } from "../api.js";
import { link } from "../address.js";
import { moment, startOf } from "../format.js";
import { Listing } from "../listing.js";
import { usePages } from "../loading.js";
import { Badge, Empty, Filters, Time, Title } from "../parts.js";
import { t, word } from "../texts.js";
import { STATES, amountOf, buyerOf, piecesOf, shortId, useChangedOrders } from "./order_words.js";

const COLUMNS = [
  { title: t("order.title"), text: (one) => one.order_id, cell: (one) => html`<span class="whole-word">${shortId(one.order_id)}</span>` },
  { title: t("order.state"), text: (one) => word(one.state), cell: (one) => html`<${Badge} of=${one.state} />` },
  { title: t("order.placed"), text: (one) => moment(one.placed_at), cell: (one) => html`<${Time} at=${one.placed_at} />` },
  { title: t("order.buyer"), text: buyerOf, cell: (one) => html`<span class="any">${buyerOf(one)}${one.customer_id && html`<br /><span class="small">${one.customer_id}</span>`}</span>` },
  { title: t("order.customer"), text: (one) => one.customer_id, file: true },
  { title: t("order.country"), text: (one) => one.ship_to.country },
  { title: t("order.pieces"), text: piecesOf, end: true },
  { title: t("order.total"), text: (one) => amountOf(one, one.quote.total), cell: (one) => html`<span class="whole-word">${amountOf(one, one.quote.total)}</span>`, end: true },
];

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

// Another way to ask than by state and day, if what is looked for says so.
function searchOf(find) {
  if (find.includes("@")) return { key: find, ask: async () => (await act("POST", "api/v1/orders/search", { email: find })).data };
  if (!ULID.test(find.toUpperCase())) return null;
  const one = async () => ({ items: [await get(`api/v1/orders/${find.toUpperCase()}`)] });
  return { key: find, ask: () => one().catch((error) => { if (error.status === 404) return { items: [] }; throw error; }) };
}

export default function Orders({ query }) {
  const find = (query.find ?? "").trim();
  const search = find ? searchOf(find) : null;
  const list = usePages("api/v1/orders", {
    customer_id: search ? "" : find, state: query.state, since: startOf(query.from), before: startOf(query.to, 1), limit: 50,
  }, search);
  const fields = [
    { name: "find", title: t("orders.find"), hint: t("orders.find_hint") },
    ...(search ? [] : [{ name: "state", title: t("order.state"), options: STATES },
      { name: "from", title: t("filter.from"), type: "date" }, { name: "to", title: t("filter.to"), type: "date" }]),
  ];
  const filtered = fields.some((one) => query[one.name]);
  return html`<${Title} lead=${t("orders.lead")}>${t("orders.title")}</${Title}>
    <${Filters} fields=${fields} query=${query} />
    <${Changed} again=${list.again} />
    <${Listing} list=${list} columns=${COLUMNS} caption=${t("orders.title")} csv="orders" rowKey=${(one) => one.order_id}
      href=${(one) => link(`/orders/${one.order_id}`)}
      empty=${filtered ? html`<${Empty} title=${t("orders.none.title")}>${t("orders.none.text")}</${Empty}>`
    : html`<${Empty} title=${t("orders.empty.title")}>${t("orders.empty.text")}</${Empty}>`} />`;
}

// Says that orders came or changed since, without moving what is being read.
function Changed({ again }) {
  const [ids, show] = useState(new Set());
  useChangedOrders((more) => show((before) => new Set([...before, ...more])));
  return html`<p role="status" class="arrivals">${ids.size > 0 && html`<button type="button" onClick=${() => { show(new Set()); again(); }}>
    ${t("orders.changed", { n: ids.size })}</button>`}</p>`;
}
