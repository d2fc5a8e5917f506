// One order: what was bought at which price, how far it is, what comes next, and what can still be done.
import { html, useEffect } from "../dom.js";
import { link } from "../address.js";
import { money, number } from "../format.js";
import { useDocument } from "../loading.js";
import { Badge, Card, Facts, Loading, Time, Title, Trouble } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";
import { Acts } from "./order_acts.js";
import { amountOf, buyerOf, isUnderWay, nextOf, shortId, useChangedOrders } from "./order_words.js";
import { Steps } from "./price_steps.js";
import { Trace } from "./trace.js";

const SOON_MS = 2_500;

export default function Order({ given: { id } }) {
  const found = useDocument(`api/v1/orders/${id}`);
  const order = found.data;
  useChangedOrders((ids) => { if (ids.has(id)) found.again(); });
  const moving = Boolean(order) && isUnderWay(order);
  useEffect(() => {
    if (!moving) return undefined;
    const timer = setInterval(() => { if (!document.hidden) found.again(); }, SOON_MS);
    return () => clearInterval(timer);
  }, [moving, found.again]);
  if (found.error && !order) return html`<${Title}>${t("order.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!order) return html`<${Loading} />`;
  return html`<${Title} lead=${`${buyerOf(order)} · ${amountOf(order, order.quote.total)}`}
      actions=${html`<${Badge} of=${order.state} /><${Acts} order=${order} changed=${found.set} />`}>${t("order.one", { id: shortId(id) })}</${Title}>
    <${Next} order=${order} />
    <div class="stack">
      <${Lines} order=${order} />
      <div class="columns"><div class="stack">
        <${History} order=${order} />
        <${Returns} order=${order} />
        ${may("baton/traces.read") && html`<${Trace} id=${id} title=${t("order.trace")} none=${t("order.no_trace")} />`}
      </div><div class="stack">
        <${Payment} order=${order} />
        <${Parcel} order=${order} />
        <${Buyer} order=${order} />
      </div></div>
    </div>`;
}

function Next({ order }) {
  const bad = order.state === "failed" || order.payment?.disputed;
  const tone = bad ? "bad" : order.state === "awaiting_buyer" || order.state === "undoing" ? "warn" : "";
  return html`<section class=${`card next ${tone}`} aria-label=${t("order.next")}>
    <p class="headline">${nextOf(order)}</p>
    ${order.why && html`<p class="text">${order.why}</p>`}
    ${order.payment?.disputed && html`<p><strong>${t("order.disputed")}</strong></p>`}
  </section>`;
}

function Lines({ order }) {
  const { quote, titles } = order;
  const discounts = (line) => (line.discounts ?? []).reduce((sum, one) => sum + one.amount, 0);
  const shippingTax = (quote.shipping_tax ?? []).reduce((sum, one) => sum + one.amount, 0);
  return html`<${Card} title=${t("order.lines")}><table class="listing plain-cards"><caption class="unseen">${t("order.lines")}</caption>
    <thead><tr><th scope="col">${t("order.product")}</th><th scope="col" class="end">${t("order.pieces")}</th><th scope="col" class="end">${t("order.each")}</th>
      <th scope="col" class="end">${t("order.discount")}</th><th scope="col" class="end">${t("order.tax")}</th><th scope="col" class="end">${t("order.sum")}</th></tr></thead>
    <tbody>${quote.lines.map((line) => html`<tr>
      <td><strong>${titles[line.sku] ?? line.sku}</strong><br /><a href=${link(`/skus/${line.sku}`)}>${line.sku}</a>
        ${line.steps?.length > 0 && html`<details><summary class="small">${t("order.why_price")}</summary><${Steps} steps=${line.steps} currency=${quote.currency} /></details>`}</td>
      <td class="end" data-title=${t("order.pieces")}>${number(line.quantity)}</td><td class="end" data-title=${t("order.each")}>${amountOf(order, line.unit_price)}</td>
      <td class="end" data-title=${t("order.discount")}>${discounts(line) > 0 && html`<span class="whole-word">−${amountOf(order, discounts(line))}</span>`}</td>
      <td class="end" data-title=${t("order.tax")}><span>${(line.taxes ?? []).map((one) => html`<span class="line any">${one.name}: <span class="whole-word">${amountOf(order, one.amount)}</span></span>`)}</span></td>
      <td class="end" data-title=${t("order.sum")}><strong>${amountOf(order, line.total)}</strong></td></tr>`)}</tbody></table>
    ${order.left_out?.length > 0 && html`<h3>${t("order.left_out")}</h3><ul>${order.left_out.map((one) => html`<li>
      ${number(one.quantity)} × ${order.titles[one.sku] ?? one.sku} <a href=${link(`/skus/${one.sku}`)}>${one.sku}</a>: <span class="text">${one.why}</span></li>`)}</ul>`}
    <${Facts} of=${[
    [t("order.shipping"), amountOf(order, quote.shipping_net + shippingTax)],
    [t("order.net"), amountOf(order, quote.net)],
    [t("order.tax"), amountOf(order, quote.tax)],
    [t("order.total"), html`<strong>${amountOf(order, quote.total)}</strong>`],
    [t("order.codes"), quote.request.codes?.join(", ")],
  ]} /></${Card}>`;
}

const TONES = { failed: "bad", canceled: "bad", undoing: "warn", awaiting_buyer: "warn", confirmed: "good", shipped: "good", delivered: "good" };

const History = ({ order }) => html`<${Card} title=${t("order.story")}>
  <ol class="story">${(order.history ?? []).map((one) => html`<li class=${TONES[one.state] ?? "info"}>
    <strong>${word(one.state)}</strong> <${Time} at=${one.at} whole /><div class="text">${one.text}</div>
    <div class="small">${t("order.by", { who: one.by })}</div></li>`)}</ol></${Card}>`;

function Returns({ order }) {
  if (!order.returns?.length) return null;
  return html`<${Card} title=${t("order.returns")}><ul class="story">${order.returns.map((one) => html`<li class=${one.refused ? "bad" : one.refunded ? "good" : "warn"}>
    <strong>${amountOf(order, one.amount)}</strong> <${Time} at=${one.at} whole />
    <div>${Object.entries(one.pieces).map(([sku, count]) => `${number(count)} × ${order.titles[sku] ?? sku}`).join(", ")}</div>
    <div class="text small">${one.reason}</div>
    ${one.missing && html`<div class="small">${t("order.missing")}</div>`}
    <div class="small">${one.refused ? t("order.refused", { why: one.refused }) : t(one.refunded ? "order.paid_back" : "order.being_paid_back")}</div></li>`)}</ul></${Card}>`;
}

function Payment({ order }) {
  const payment = order.payment ?? {};
  return html`<${Card} title=${t("order.payment")}><${Facts} of=${[
    [t("order.state"), payment.state && word(payment.state)],
    [t("order.captured"), amountOf(order, payment.captured)],
    [t("order.paid_back_sum"), payment.refunded > 0 && amountOf(order, payment.refunded)],
    [t("order.attempt"), payment.attempt > 1 && number(payment.attempt)],
    [t("order.declined"), payment.declined],
    [t("order.reference"), payment.payment_id && html`<code>${payment.payment_id}</code>`],
  ]} /></${Card}>`;
}

function Parcel({ order }) {
  const { shipping, label } = order;
  return html`<${Card} title=${t("order.parcel")}>
    ${!shipping && html`<p>${t("order.no_parcel")}</p>`}
    ${shipping && html`<${Facts} of=${[
    [t("order.carrier_name"), `${shipping.carrier}, ${shipping.service}`],
    [t("order.carrier_price"), money(shipping.price)],
    [t("order.tracking"), label && (secure(label.tracking_url)
      ? html`<a href=${label.tracking_url} rel="noreferrer noopener" target="_blank">${label.tracking_code}<span class="unseen"> ${t("new_tab")}</span></a>` : html`<code>${label.tracking_code}</code>`)],
    [t("order.label"), label && (label.voided ? t("order.voided")
      : secure(label.label_url) && html`<a href=${label.label_url} rel="noreferrer noopener" target="_blank">${t("order.print")}<span class="unseen"> ${t("new_tab")}</span></a>`)],
  ]} />`}</${Card}>`;
}

// A link that leads to a page and does nothing else.
const secure = (url) => /^https?:\/\//.test(url ?? "");

function Buyer({ order }) {
  const to = order.ship_to;
  const lines = [to.name, to.company, to.street, to.street_more, [to.postal_code, to.city].filter(Boolean).join(" "), to.region, to.country];
  return html`<${Card} title=${t("order.buyer")}><${Facts} of=${[
    [t("order.email"), buyerOf(order)],
    [t("order.customer"), order.customer_id && html`<a href=${link("/orders", { find: order.customer_id })}>${order.customer_id}</a>`],
    [t("order.to"), html`<span class="text">${lines.filter(Boolean).join("\n")}</span>`],
    [t("order.phone"), to.phone],
    [t("order.placed"), html`<${Time} at=${order.placed_at} whole />`],
    [t("order.id"), html`<code>${order.order_id}</code>`],
  ]} />${!order.erased && html`<p><a href=${link("/orders", { find: order.email })}>${t("order.others")}</a></p>`}</${Card}>`;
}
