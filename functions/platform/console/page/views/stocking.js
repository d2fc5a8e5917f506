// How a SKU is stocked: where it comes in, from whom, how long that takes, and how often it may run out.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { money, number, percent } from "../format.js";
import { useDocument } from "../loading.js";
import { Card, Facts, Loading, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t } from "../texts.js";
import { Form } from "./form.js";
import { OrderMore } from "./order_more.js";

const FIELDS = [
  { name: "location", title: t("stock.location"), required: true, hint: t("stock.location_hint") },
  { name: "supplier_id", title: t("policy.supplier"), hint: t("policy.supplier_hint") },
  { name: "lead_days", title: t("policy.lead_days"), kind: "whole", required: true, hint: t("policy.lead_hint") },
  { name: "lead_deviation", title: t("policy.lead_deviation"), kind: "number" },
  { name: "review_days", title: t("policy.review_days"), kind: "whole" },
  { name: "service", title: t("policy.service"), kind: "share", hint: t("policy.service_hint") },
  { name: "least_quantity", title: t("policy.least_quantity"), kind: "whole" },
  { name: "pack", title: t("policy.pack"), kind: "whole" },
  { name: "order_cost", title: t("policy.order_cost"), kind: "money", hint: t("form.money_hint") },
  { name: "unit_cost", title: t("policy.unit_cost"), kind: "money", hint: t("form.money_hint") },
];

export function StockingPolicy({ sku, locations }) {
  const found = useDocument(`api/v1/stock/${sku}/policy`);
  const [editing, edit] = useState(false);
  const none = found.error?.status === 404;
  const policy = found.data;
  const { sku: _, version, updated_at: __, ...rules } = policy ?? {};
  const save = async (document) => {
    const { data } = await act("PUT", `api/v1/stock/${sku}/policy`, document, { ifMatch: version ?? 0 });
    found.set(data);
    edit(false);
    done(t("policy.saved"));
  };
  return html`<${Card} title=${t("policy.title")}>
    ${none ? !editing && html`<p>${t("policy.none")}</p>` : html`<${Trouble} of=${found.error} again=${found.again} />`}
    ${found.loading && html`<${Loading} />`}
    ${editing ? html`<${Form} fields=${FIELDS} document=${policy ? rules : { location: locations[0] ?? "" }} save=${save} onCancel=${() => edit(false)} />`
    : policy && html`<${Facts} of=${[
      [t("stock.location"), policy.location],
      [t("policy.supplier"), policy.supplier_id],
      [t("policy.lead_days"), policy.lead_deviation ? `${number(policy.lead_days)} ± ${number(policy.lead_deviation, 1)}` : number(policy.lead_days)],
      [t("policy.review_days"), number(policy.review_days)],
      [t("policy.service"), percent(policy.service)],
      [t("policy.least_quantity"), number(policy.least_quantity)],
      [t("policy.pack"), number(policy.pack)],
      [t("policy.order_cost"), money(policy.order_cost)],
      [t("policy.unit_cost"), money(policy.unit_cost)],
    ]} />`}
    ${!editing && may("baton/commerce.write") && (policy || none) && html`<div class="actions"><button type="button" onClick=${() => edit(true)}>${t(policy ? "policy.edit" : "policy.add")}</button>
      ${policy && html`<${OrderMore} sku=${sku} policy=${policy} />`}</div>`}
  </${Card}>`;
}
