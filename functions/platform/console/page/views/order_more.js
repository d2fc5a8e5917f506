// More of a SKU is ordered: a draft, which somebody approves.
import { html, useState } from "../dom.js";
import { act, keeper } from "../api.js";
import { go } from "../address.js";
import { Dialog, done } from "../parts.js";
import { t } from "../texts.js";
import { Form } from "./form.js";

export function OrderMore({ sku, policy }) {
  const [asking, ask] = useState(false);
  return html`<button type="button" onClick=${() => ask(true)}>${t("purchase.more")}</button>
    ${asking && html`<${Draft} sku=${sku} policy=${policy} close=${() => ask(false)} />`}`;
}

function Draft({ sku, policy, close }) {
  const [keyOf] = useState(keeper);
  const fields = [
    { name: "supplier_id", title: t("policy.supplier"), required: true },
    { name: "location", title: t("stock.location"), required: true },
    { name: "count", pointer: `/pieces/${sku}`, title: t("order.pieces"), kind: "whole", required: true },
    { name: "lead_days", title: t("policy.lead_days"), kind: "whole", required: true, hint: t("policy.lead_hint") },
    { name: "why", title: t("purchase.why") },
  ];
  const first = { supplier_id: policy.supplier_id, location: policy.location, lead_days: policy.lead_days, count: policy.least_quantity };
  const save = async ({ count, ...rest }) => {
    const body = { ...rest, pieces: { [sku]: count } };
    const { data } = await act("POST", "api/v1/purchase-orders", body, { key: keyOf(body) });
    close();
    done(t("purchase.drafted"));
    go(`/purchases/${data.purchase_id}`);
  };
  return html`<${Dialog} title=${t("purchase.more_title", { sku })} onClose=${close}>
    <p>${t("purchase.more_text")}</p><${Form} fields=${fields} document=${first} save=${save} label=${t("purchase.draft")} onCancel=${close} /></${Dialog}>`;
}
