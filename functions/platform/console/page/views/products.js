// What is sold, a row a SKU, with what there is of it at which place.
import { html, useEffect, useState } from "../dom.js";
import { get } from "../api.js";
import { link } from "../address.js";
import { money, number } from "../format.js";
import { Listing } from "../listing.js";
import { usePages } from "../loading.js";
import { Badge, Empty, Filters, Title, Trouble } from "../parts.js";
import { may } from "../session.js";
import { t } from "../texts.js";

const AT_ONCE = 100;

export default function Products({ query }) {
  const find = (query.find ?? "").trim();
  const products = usePages("api/v1/products", { limit: 25 }, find && { key: find, ask: () => found(find) });
  const rows = products.items.flatMap((product) => product.variants.map((variant) => ({ product, variant, sku: variant.sku })));
  const { stock, error, again } = useStock(rows.map((row) => row.sku));
  const items = rows.map((row) => ({ ...row, ...stock[row.sku] })).filter((row) => !query.stock || row.state === query.stock);
  const fields = [
    { name: "find", title: t("products.find"), hint: t("products.find_hint") },
    { name: "stock", title: t("products.state"), options: ["ok", "low", "out"].map((one) => ({ value: one, title: t(`stock.${one}`) })) },
  ];
  const add = may("baton/commerce.write") && html`<a class="button" href="#/new-product">${t("new_product.title")}</a>`;
  return html`<${Title} lead=${t("products.lead")} actions=${add}>${t("products.title")}</${Title}>
    <${Filters} fields=${fields} query=${query} />
    <${Trouble} of=${error} again=${again} />
    <${Listing} list=${{ ...products, items, every: null }} columns=${COLUMNS} caption=${t("products.title")} csv="stock"
      rowKey=${(row) => row.sku} href=${(row) => link(`/skus/${row.sku}`)}
      empty=${find || query.stock ? html`<${Empty} title=${t("products.none.title")}>${t("products.none.text")}</${Empty}>`
    : html`<${Empty} title=${t("products.empty.title")}>${t("products.empty.text")} ${add}</${Empty}>`} />`;
}

const level = (name) => ({ title: t(`stock.${name}`), end: true, text: (row) => row.stock?.[name], cell: (row) => (row.stock ? number(row.stock[name]) : "…") });

const COLUMNS = [
  { title: t("products.product"), text: (row) => row.product.title, cell: (row) => html`${row.product.title}<br /><span class="small">${row.variant.title} · ${row.sku}</span>` },
  { title: t("products.variant"), text: (row) => row.variant.title, file: true },
  { title: t("products.sku"), text: (row) => row.sku, file: true },
  { title: t("products.state"), text: (row) => row.state && t(`stock.${row.state}`),
    cell: (row) => html`${row.state && html`<${Badge} of=${t(`stock.${row.state}`)} tone=${TONES[row.state]} />`}
      ${row.product.state !== "active" && html`<${Badge} of=${row.product.state} />`}` },
  { title: t("products.price"), end: true, text: (row) => pricesOf(row.variant).join(", "), cell: (row) => html`<span>${pricesOf(row.variant).map(line)}</span>` },
  level("available"), level("reserved"), level("unavailable"), level("on_hand"),
  { title: t("stock.where"), text: (row) => placesOf(row).join(", "), cell: (row) => html`<span>${placesOf(row).map(line)}</span>` },
];

const line = (text) => html`<span class="row-end">${text}</span>`;
const placesOf = (row) => (row.stock?.levels ?? []).map((one) => `${one.location} ${number(one.available)}`);
const TONES = { ok: "good", low: "warn", out: "bad" };

const pricesOf = (variant) => (variant.prices ?? []).filter((one) => (one.price_list ?? "standard") === "standard")
  .map((one) => money(one.money));

// By SKU, by product id, or by words among what is sold.
async function found(name) {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    const of = await get("api/v1/products", { sku: name });
    if (of.items.length) return of;
    const one = await get(`api/v1/products/${name}`).catch((error) => { if (error.status !== 404) throw error; });
    if (one) return { items: [one] };
  }
  const { items } = await get("api/v1/products/search", { q: name, limit: 50 });
  return { items: items.map(({ variants, ...product }) => ({ ...product, state: "active",
    variants: variants.map(({ list_prices: prices = [], ...variant }) => ({ ...variant, prices: prices.map((money) => ({ money })) })) })) };
}

// The stock of SKUs, asked for once each, a hundred at a time.
function useStock(skus) {
  const [stock, show] = useState({});
  const [error, fail] = useState(null);
  const [attempt, again] = useState(0);
  const lacking = skus.filter((sku) => !(sku in stock)).slice(0, AT_ONCE);
  const key = lacking.join();
  useEffect(() => {
    if (!key) return;
    fail(null);
    get("api/v1/stock", { skus: key }).then(({ items }) => show((before) => ({
      ...before, ...Object.fromEntries(items.map((one) => [one.stock.sku, one])),
    })), fail);
  }, [key, attempt]);
  return { stock, error, again: () => again((before) => before + 1) };
}
