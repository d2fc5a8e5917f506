// Why a SKU costs what it costs now, for whoever asks, and what it was shown to cost before.
import { html } from "../dom.js";
import { act } from "../api.js";
import { link } from "../address.js";
import { money, moment, number } from "../format.js";
import { useDocument, usePages } from "../loading.js";
import { Badge, Card, Facts, Filters, Loading, Time, Title, Trouble } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";
import { Discounts, Steps } from "./price_steps.js";
import { Trace } from "./trace.js";

export default function SkuPrice({ given: { id: sku }, query }) {
  const product = useDocument("api/v1/products", { query: { sku } });
  const book = useDocument("api/v1/prices");
  const variant = product.data?.items[0]?.variants.find((one) => one.sku === sku);
  const currencies = [...new Set((variant?.prices ?? []).map((one) => one.money.currency))];
  const countries = [...new Set((book.data?.rates ?? []).map((one) => one.country))].filter((one) => one !== "*");
  const asked = { currency: query.currency || currencies[0], country: (query.country || countries[0] || "").toUpperCase(), quantity: Number(query.quantity) || 1, codes: query.codes ?? "" };
  const title = html`<${Title} lead=${t("sku_price.lead")} actions=${html`<a class="button" href=${link(`/skus/${sku}`)}>${t("sku_price.sku")}</a>`}>${t("sku_price.of", { sku })}</${Title}>`;
  if (product.loading || book.loading) return html`<${Loading} />`;
  if (product.error || book.error) return html`${title}<${Trouble} of=${product.error ?? book.error} again=${() => { product.again(); book.again(); }} />`;
  if (!variant) return html`${title}<p>${t("sku.no_product")}</p>`;
  const fields = [
    { name: "currency", title: t("form.currency"), required: true, options: currencies.map((one) => ({ value: one, title: one })) },
    { name: "country", title: t("sku_price.country"), hint: asked.country || "AT", type: "text" },
    { name: "quantity", title: t("order.pieces"), hint: "1", type: "number" },
    { name: "codes", title: t("prices.codes"), type: "text" },
  ];
  return html`${title}
    <${Filters} fields=${fields} query=${{ ...query, currency: asked.currency }} />
    ${!asked.currency ? html`<p>${t("sku_price.no_price")}</p>` : !asked.country ? html`<p>${t("sku_price.no_country")}</p>` : html`<div class="columns">
      <div class="stack"><${Quote} sku=${sku} asked=${asked} />
        ${may("baton/traces.read") && html`<${Trace} id=${sku} title=${t("sku_price.trace")} none=${t("sku_price.no_trace")} />`}</div>
      <div class="stack"><${Shown} sku=${sku} currency=${asked.currency} /></div></div>`}`;
}

function Quote({ sku, asked: { currency, country, quantity, codes } }) {
  const given = { lines: [{ sku, quantity }], currency, country, codes: codes.toUpperCase().split(/[\s,;]+/).filter(Boolean) };
  const key = JSON.stringify(given);
  const found = usePages("api/v1/quotes", {}, { key, ask: async () => ({ items: [(await act("POST", "api/v1/quotes", given)).data] }) });
  const quote = found.items[0];
  const line = quote?.lines[0];
  const show = (amount) => money({ amount, currency });
  return html`<${Card} title=${t("sku_price.now")}>
    <${Trouble} of=${found.error} again=${found.again} />
    ${found.loading && html`<${Loading} />`}
    ${line && html`<p><span class="figure">${show(line.total)}</span> ${t("sku_price.for_pieces", { n: number(quantity), country })}
        <br /><span class="small">${t("sku_price.valid", { when: moment(quote.valid_until) })}</span></p>
      <h3>${t("sku_price.steps")}</h3><${Steps} steps=${line.steps} currency=${currency} />
      ${line.discounts?.length > 0 && html`<h3>${t("order.discount")}</h3><${Discounts} line=${line} currency=${currency} />`}
      ${Object.entries(quote.refused_codes ?? {}).map(([code, why]) => html`<p><strong>${code}</strong> ${why}</p>`)}
      <${Facts} of=${[
    [t("order.each"), show(line.unit_price)],
    [t("order.net"), show(line.net)],
    ...(line.taxes ?? []).map((one) => [one.name, show(one.amount)]),
    [t("sku_price.lowest"), line.lowest_in_30_days == null ? t("sku_price.none_shown") : show(line.lowest_in_30_days)],
    [t("sku_price.quote"), html`<code>${quote.quote_id}</code>`],
  ]} />`}</${Card}>`;
}

function Shown({ sku, currency }) {
  const found = useDocument(`api/v1/prices/skus/${sku}`, { query: { currency } });
  const told = found.data;
  const show = (amount) => money({ amount, currency });
  return html`<${Card} title=${t("sku_price.shown")}><${Trouble} of=${found.error} again=${found.again} />
      ${found.loading && html`<${Loading} />`}
      ${told && html`<p>${told.lowest_in_30_days == null ? t("sku_price.none_shown") : t("sku_price.lowest_is", { amount: show(told.lowest_in_30_days) })}</p>
        <ul class="story">${told.shown.toReversed().map((one) => html`<li class=${one.reduced ? "warn" : "info"}><strong>${show(one.price)}</strong> ${one.reduced && html`<${Badge} of="reduced" />`} <${Time} at=${one.since} whole /></li>`)}</ul>`}</${Card}>
    ${told?.set && html`<${Card} title=${t("sku_price.set")}><p><span class="figure">${show(told.set.price)}</span> ${t("sku_price.of_list", { amount: show(told.set.base) })}</p>
      <p class="text">${told.set.why}</p><p class="small">${word(`step_${told.set.kind}`)} · ${t("sku_price.valid", { when: moment(told.set.valid_until) })}</p></${Card}>`}
    ${told?.competitors.length > 0 && html`<${Card} title=${t("sku_price.competitors")}><${Facts} of=${told.competitors.map((one) =>
      [one.competitor, html`${show(one.price)} <span class="small">${!one.in_stock && t("sku_price.not_in_stock")} <${Time} at=${one.seen_at} /></span>`])} /></${Card}>`}`;
}
