// One purchase order: approved, canceled, or taken in as it comes.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { link } from "../address.js";
import { day, number } from "../format.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Dialog, Facts, Loading, Time, Title, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t } from "../texts.js";
import { Form } from "./form.js";
import { shortId } from "./order_words.js";
import { Trace } from "./trace.js";

const AWAITED = new Set(["ordered", "part_received"]);

export default function Purchase({ given: { id } }) {
  const found = useDocument(`api/v1/purchase-orders/${id}`);
  const order = found.data;
  if (found.error && !order) return html`<${Title}>${t("purchase.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!order) return html`<${Loading} />`;
  return html`<${Title} lead=${t("purchase.from", { supplier: order.supplier_id, location: order.location })}
      actions=${html`<${Badge} of=${order.state} />${may("baton/commerce.write") && html`<${Acts} order=${order} changed=${found.set} />`}`}>${t("purchase.one", { id: shortId(id) })}</${Title}>
    <section class="card next" aria-label=${t("order.next")}><p class="headline">${t(`purchase_next.${order.state}`, { when: day(order.expected_on), days: order.lead_days })}</p></section>
    <div class="columns"><div class="stack">
      <${Card} title=${t("purchase.lines")}><table class="listing plain-cards"><caption class="unseen">${t("purchase.lines")}</caption><thead><tr><th scope="col">${t("products.sku")}</th>
        <th scope="col" class="end">${t("purchase.pieces")}</th><th scope="col" class="end">${t("purchase.received")}</th><th scope="col">${t("purchase.why")}</th></tr></thead>
        <tbody>${order.lines.map((line) => html`<tr><td><a href=${link(`/skus/${line.sku}`)}>${line.sku}</a></td>
          <td class="end" data-title=${t("purchase.pieces")}>${number(line.quantity)}</td><td class="end" data-title=${t("purchase.received")}>${number(line.received ?? 0)}</td>
          <td class="text small">${line.why}</td></tr>`)}</tbody></table></${Card}>
      ${order.receipts?.length > 0 && html`<${Card} title=${t("purchase.receipts")}><ul class="story">${order.receipts.map((one) => html`<li class="good"><strong>${one.receipt_id}</strong>
        <${Time} at=${one.at} whole /><div>${Object.entries(one.pieces).map(([sku, count]) => `${number(count)} × ${sku}`).join(", ")}</div>
        <div class="small">${t("order.by", { who: one.by })}</div></li>`)}</ul></${Card}>`}
    </div><div class="stack">
      <${Card} title=${t("purchase.about")}><${Facts} of=${[
    [t("purchase.made"), html`<${Time} at=${order.created_at} whole />`],
    [t("purchase.ordered"), order.ordered_at && html`<${Time} at=${order.ordered_at} whole />`],
    [t("purchase.ordered_by"), order.ordered_by],
    [t("purchase.expected"), day(order.expected_on)],
    [t("order.id"), html`<code>${order.purchase_id}</code>`],
  ]} /></${Card}>
      ${may("baton/traces.read") && html`<${Trace} id=${id} title=${t("order.trace")} none=${t("order.no_trace")} />`}
    </div></div>`;
}

function Acts({ order, changed }) {
  const [asking, ask] = useState(null);
  const close = () => ask(null);
  const path = `api/v1/purchase-orders/${order.purchase_id}`;
  const sent = (what, said) => async () => { const { data } = await act("POST", `${path}/${what}`); changed(data); done(t(said)); };
  const approve = useAct(sent("approval", "purchase.approved"));
  const cancel = useAct(sent("cancellation", "purchase.canceled"));
  const awaited = AWAITED.has(order.state);
  return html`${order.state === "draft" && html`<button type="button" class="primary" onClick=${() => ask("approve")}>${t("purchase.approve")}</button>`}
    ${awaited && html`<button type="button" class="primary" onClick=${() => ask("receive")}>${t("purchase.receive")}</button>`}
    ${(awaited || order.state === "draft") && html`<button type="button" onClick=${() => ask("cancel")}>${t("purchase.cancel")}</button>`}
    ${asking === "approve" && html`<${Confirm} title=${t("purchase.approve_title")} confirm=${t("purchase.approve")} act=${approve} onDone=${close} onClose=${close}><p>${t("purchase.approve_text", { supplier: order.supplier_id })}</p></${Confirm}>`}
    ${asking === "cancel" && html`<${Confirm} title=${t("purchase.cancel_title")} confirm=${t("purchase.cancel")} tone="danger" act=${cancel} onDone=${close} onClose=${close}><p>${t("purchase.cancel_text")}</p></${Confirm}>`}
    ${asking === "receive" && html`<${Receive} order=${order} path=${path} changed=${changed} close=${close} />`}`;
}

function Receive({ order, path, changed, close }) {
  const [id] = useState(() => `console-${crypto.randomUUID()}`);
  const open = order.lines.filter((line) => line.quantity > (line.received ?? 0));
  const fields = [
    { name: "receipt_id", title: t("purchase.note"), required: true, hint: t("purchase.note_hint") },
    // The place of a line is its number: a SKU may have points in its name.
    ...open.map((line, place) => ({ name: `counts.${place}`, pointer: `/pieces/${line.sku}`, title: t("order.return_pieces", { what: line.sku, most: number(line.quantity - (line.received ?? 0)) }), kind: "whole" })),
  ];
  const first = { receipt_id: id, counts: Object.fromEntries(open.map((line, place) => [place, line.quantity - (line.received ?? 0)])) };
  const save = async ({ receipt_id, counts }) => {
    const pieces = Object.fromEntries(open.map((line, place) => [line.sku, counts[place] ?? 0]).filter(([, count]) => count !== 0));
    const { data } = await act("POST", `${path}/receipts`, { receipt_id, pieces });
    changed(data);
    close();
    done(t("purchase.received_done"));
  };
  return html`<${Dialog} title=${t("purchase.receive_title")} onClose=${close}><p>${t("purchase.receive_text", { location: order.location })}</p>
    <${Form} fields=${fields} document=${first} save=${save} label=${t("purchase.receive")} onCancel=${close} /></${Dialog}>`;
}
