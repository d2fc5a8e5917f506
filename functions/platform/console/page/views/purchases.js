// Purchase orders: what should be ordered, is ordered, and came.
import { html } from "../dom.js";
import { link } from "../address.js";
import { day, moment, number } from "../format.js";
import { Listing } from "../listing.js";
import { usePages } from "../loading.js";
import { Badge, Empty, Filters, Time, Title } from "../parts.js";
import { t, word } from "../texts.js";
import { shortId } from "./order_words.js";

const sum = (order, part) => order.lines.reduce((total, line) => total + (line[part] ?? 0), 0);

const COLUMNS = [
  { title: t("purchase.title"), text: (one) => one.purchase_id, cell: (one) => shortId(one.purchase_id) },
  { title: t("purchase.supplier"), text: (one) => one.supplier_id },
  { title: t("stock.location"), text: (one) => one.location },
  { title: t("purchase.pieces"), text: (one) => sum(one, "quantity"), cell: (one) => number(sum(one, "quantity")), end: true },
  { title: t("purchase.received"), text: (one) => sum(one, "received"), cell: (one) => number(sum(one, "received")), end: true },
  { title: t("purchase.made"), text: (one) => moment(one.created_at), cell: (one) => html`<${Time} at=${one.created_at} />` },
  { title: t("purchase.expected"), text: (one) => day(one.expected_on) },
  { title: t("order.state"), text: (one) => word(one.state), cell: (one) => html`<${Badge} of=${one.state} />` },
];

// The purchase orders that a question finds.
export function PurchaseRows({ query, none, csv }) {
  const list = usePages("api/v1/purchase-orders", { ...query, limit: 50 });
  return html`<${Listing} list=${list} columns=${csv ? COLUMNS : COLUMNS.filter((one, place) => [0, 3, 4, 7].includes(place))} caption=${t("purchases.title")} csv=${csv}
    rowKey=${(one) => one.purchase_id} href=${(one) => link(`/purchases/${one.purchase_id}`)} empty=${html`<p>${none}</p>`} />`;
}

export default function Purchases({ query }) {
  const sku = (query.sku ?? "").trim();
  const fields = [
    { name: "sku", title: t("products.sku"), hint: t("purchases.sku_hint") },
    ...(sku ? [] : [{ name: "open", title: t("order.state"), required: true,
      options: [{ value: "", title: t("purchases.open") }, { value: "false", title: t("purchases.closed") }] }]),
  ];
  const none = html`<${Empty} title=${t("purchases.empty.title")}>${t(sku || query.open ? "purchases.none.text" : "purchases.empty.text")}</${Empty}>`;
  return html`<${Title} lead=${t("purchases.lead")}>${t("purchases.title")}</${Title}>
    <${Filters} fields=${fields} query=${query} />
    <${PurchaseRows} query=${sku ? { sku } : { open: query.open }} none=${none} csv="purchase-orders" />`;
}
