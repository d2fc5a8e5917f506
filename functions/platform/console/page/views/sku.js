// One SKU: what there is where, what moved it, how it is stocked, what is expected, and what is on order.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { link } from "../address.js";
import { money, number } from "../format.js";
import { useAct, useDocument, usePages } from "../loading.js";
import { Badge, Card, Facts, Loading, Time, Title, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";
import { PurchaseRows } from "./purchases.js";
import { StockActs } from "./stock_acts.js";
import { StockingPolicy } from "./stocking.js";

export default function Sku({ given: { id: sku } }) {
  const product = useDocument("api/v1/products", { query: { sku } });
  const stock = useDocument(`api/v1/stock/${sku}`);
  const moves = usePages(`api/v1/stock/${sku}/movements`, { limit: 25 });
  const one = product.data?.items[0];
  const variant = one?.variants.find((each) => each.sku === sku);
  const missing = stock.error?.status === 404;
  const moved = (data) => { stock.set(data); moves.again(); };
  if (product.loading && !product.data) return html`<${Loading} />`;
  return html`<${Title} lead=${[variant?.title, sku].filter(Boolean).join(" · ")}
      actions=${html`${one && html`<a class="button" href=${link(`/products/${encodeURIComponent(one.product_id)}`)}>${t("sku.see_product")}</a>`}<a class="button" href=${link(`/skus/${sku}/price`)}>${t("sku.why_price")}</a>
        ${(stock.data || missing) && may("baton/commerce.write") && html`<${StockActs} sku=${sku} levels=${stock.data?.levels ?? []} moved=${moved} />`}`}>${one?.title ?? sku}</${Title}>
    ${product.data && !one && html`<p>${t("sku.no_product")}</p>`}
    <div class="columns"><div class="stack">
      <${Card} title=${t("sku.stock")}>
        ${missing ? html`<p>${t("sku.no_stock")}</p>` : html`<${Trouble} of=${stock.error} again=${stock.again} />`}
        ${stock.loading && html`<${Loading} />`}
        ${stock.data && html`<${Levels} stock=${stock.data} />`}</${Card}>
      <${Forecast} sku=${sku} />
      <${Movements} list=${moves} />
    </div><div class="stack">
      ${variant && html`<${Sold} product=${one} variant=${variant} />`}
      <${StockingPolicy} sku=${sku} locations=${(stock.data?.levels ?? []).map((each) => each.location)} />
      <${Card} title=${t("sku.purchases")}><${PurchaseRows} query=${{ sku }} none=${t("sku.no_purchases")} /></${Card}>
    </div></div>`;
}

const PARTS = ["available", "reserved", "unavailable", "on_hand"];

const Levels = ({ stock }) => html`<div class="scroll" tabindex="0" role="region" aria-label=${t("sku.stock")}><table><caption class="unseen">${t("sku.stock")}</caption>
  <thead><tr><th scope="col">${t("stock.location")}</th>${PARTS.map((part) => html`<th scope="col" class="end">${t(`stock.${part}`)}</th>`)}</tr></thead>
  <tbody>${stock.levels.map((one) => html`<tr><th scope="row">${one.location}</th>${PARTS.map((part) =>
    html`<td class="end">${number(part === "on_hand" ? one.available + one.reserved + one.unavailable : one[part])}</td>`)}</tr>`)}</tbody>
  ${stock.levels.length > 1 && html`<tfoot><tr><th scope="row">${t("stock.all")}</th>${PARTS.map((part) => html`<td class="end"><strong>${number(stock[part])}</strong></td>`)}</tr></tfoot>`}
</table></div>`;

const Sold = ({ product, variant }) => html`<${Card} title=${t("sku.product")}><${Facts} of=${[
  [t("products.price"), (variant.prices ?? []).map((one) => `${money(one.money)}${(one.price_list ?? "standard") === "standard" ? "" : ` (${one.price_list})`}`).join(", ")],
  [t("sku.cost"), money(variant.cost)],
  [t("sku.least_price"), money(variant.minimum_advertised)],
  [t("sku.tax_class"), variant.tax_class],
  [t("sku.options"), Object.entries(variant.options ?? {}).map(([name, value]) => `${name}: ${value}`).join(", ")],
  [t("sku.categories"), (product.categories ?? []).join(", ")],
  [t("order.state"), word(variant.state === "active" ? product.state : variant.state)],
  [t("sku.product_id"), html`<a href=${link(`/products/${encodeURIComponent(product.product_id)}`)}>${product.product_id}</a>`],
]} /></${Card}>`;

// What is expected, and a review that works it out anew and drafts what should be ordered.
function Forecast({ sku }) {
  const found = useDocument(`api/v1/stock/${sku}/forecast`);
  const [review, show] = useState(null);
  const anew = useAct(async () => {
    const { data } = await act("POST", "api/v1/stock-reviews", { skus: [sku] });
    show(data.reviews[0]);
    await found.again();
    done(t("sku.reviewed"));
  });
  const { state, forecast, low_below: low, order_below: order } = found.data ?? {};
  const proposal = review?.proposal;
  return html`<${Card} title=${t("sku.forecast")}>
    ${found.error?.status === 404 ? html`<p>${t("sku.no_forecast")}</p>` : html`<${Trouble} of=${found.error} again=${found.again} />`}
    ${found.loading && html`<${Loading} />`}
    ${found.data && html`<p><${Badge} of=${t(`stock.${state}`)} tone=${{ ok: "good", low: "warn", out: "bad" }[state]} />
      ${forecast ? t("sku.expected", { n: number(forecast.mean, 1), low: number(forecast.low, 1), high: number(forecast.high, 1), days: forecast.days }) : t("sku.soon")}</p>
      <${Facts} of=${[
    [t("sku.low_below"), number(low)],
    [t("sku.order_below"), order > 0 && number(order)],
    [t("sku.method"), forecast && `${forecast.method} (${word(forecast.kind)}, ${t("sku.history", { n: forecast.history_days })})`],
    [t("sku.made"), forecast && html`<${Time} at=${forecast.made_at} whole />`],
    [t("sku.look"), html`<${Time} at=${found.data.due_at} whole />`],
  ]} />`}
    ${proposal && html`<h3>${t("sku.proposal", { n: number(proposal.quantity) })}</h3><ul>${proposal.why.map((why) => html`<li>${why}</li>`)}</ul>
      ${proposal.purchase_id ? html`<p><a href=${link(`/purchases/${proposal.purchase_id}`)}>${t("sku.see_draft")}</a></p>` : html`<p>${t("sku.no_supplier")}</p>`}`}
    ${review && !proposal && html`<p>${t("sku.enough")}</p>`}
    <${Trouble} of=${anew.error?.status === 404 ? null : anew.error} />
    ${anew.error?.status === 404 && html`<p role="alert">${t("sku.needs_policy")}</p>`}
    ${may("baton/commerce.write") && html`<div class="actions"><button type="button" disabled=${anew.busy} onClick=${() => anew.run()}>${t(anew.busy ? "working" : "sku.review")}</button></div>`}
  </${Card}>`;
}

const Movements = ({ list }) => html`<${Card} title=${t("sku.movements")}>
  <${Trouble} of=${list.error} again=${list.again} />
  ${!list.items.length && list.loading && html`<${Loading} />`}
  ${!list.items.length && !list.loading && !list.error && html`<p>${t("sku.no_movements")}</p>`}
  <ul class="story">${list.items.toSorted((one, other) => other.at.localeCompare(one.at)).map((one) => html`<li class=${one.on_hand < 0 ? "warn" : "good"} key=${one.movement_id}>
    <strong>${one.on_hand > 0 ? "+" : ""}${number(one.on_hand)} ${word(`moved_${one.reason}`)}</strong> <${Time} at=${one.at} whole />
    <div>${one.location}${one.unavailable ? ` · ${t("sku.unsellable", { n: number(one.unavailable) })}` : ""}</div>
    ${one.note && html`<div class="text">${one.note}</div>`}<div class="small">${t("order.by", { who: one.by })}</div></li>`)}</ul>
  ${list.cursor && html`<button type="button" disabled=${list.loading} onClick=${list.more}>${t("list.more")}</button>`}</${Card}>`;
