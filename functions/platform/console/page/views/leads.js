// All leads, the newest first, with filters that stand in the address.
import { html, useEffect, useState } from "../dom.js";
import { act } from "../api.js";
import { link } from "../address.js";
import { moment, number, startOf } from "../format.js";
import { Listing } from "../listing.js";
import { hear } from "../live.js";
import { useDocument, usePages } from "../loading.js";
import { Badge, Empty, Filters, Time, Title } from "../parts.js";
import { has, may } from "../session.js";
import { t, word } from "../texts.js";

export const nameOf = (lead) => [lead.first_name, lead.last_name].filter(Boolean).join(" ")
  || lead.company || lead.external_id || t("lead.unnamed", { id: lead.lead_id.slice(-6) });

const COLUMNS = [
  { title: t("lead.name"), text: nameOf },
  { title: t("lead.company"), text: (lead) => lead.company },
  { title: t("lead.score"), text: (lead) => lead.score, cell: (lead) => number(lead.score), end: true },
  { title: t("lead.temperature"), text: (lead) => lead.temperature, cell: (lead) => html`<${Badge} of=${lead.temperature} />` },
  { title: t("lead.category"), text: (lead) => word(lead.category) },
  { title: t("lead.status"), text: (lead) => lead.status, cell: (lead) => html`<${Badge} of=${lead.status} />` },
  { title: t("lead.source"), text: (lead) => lead.source },
  { title: t("lead.received"), text: (lead) => moment(lead.received_at), cell: (lead) => html`<${Time} at=${lead.received_at} />` },
];

export default function Leads({ query }) {
  const campaigns = useDocument(has("campaigns") && may("baton/campaigns.read") ? "api/v1/campaigns" : null,
    { query: { limit: 100 } });
  const { email, campaign_id } = query;
  const list = usePages("api/v1/leads", {
    ...(campaign_id ? { campaign_id } : { status: query.status, category: query.category }),
    since: startOf(query.from), before: startOf(query.to, 1), limit: 50,
  }, email && { key: email, ask: async () => (await act("POST", "api/v1/leads/search", { email })).data });
  const fields = [
    { name: "email", title: t("leads.email"), hint: t("leads.email_hint") },
    ...(campaign_id ? [] : [{ name: "status", title: t("lead.status"), options: ["received", "processed", "escalated", "parked", "closed"] },
    { name: "category", title: t("lead.category"), options: ["campaign_qualified", "cold_lead", "general_inquiry"] }]),
    ...(campaigns.data?.items.length ? [{ name: "campaign_id", title: t("leads.campaign"),
      options: campaigns.data.items.map((one) => ({ value: one.campaign_id, title: one.details.name })) }] : []),
    { name: "from", title: t("filter.from"), type: "date" },
    { name: "to", title: t("filter.to"), type: "date" },
  ];
  const filtered = fields.some((one) => query[one.name]);
  return html`<${Title} lead=${t("leads.lead")}
      actions=${may("baton/leads.write") && html`<a class="button" href="#/import">${t("leads.import")}</a>`}>${t("leads.title")}</${Title}>
    <${Filters} fields=${fields} query=${query} />
    <${Arrivals} again=${list.again} />
    <${Listing} list=${list} columns=${COLUMNS} caption=${t("leads.title")} csv="leads" rowKey=${(lead) => lead.lead_id}
      href=${(lead) => link(`/leads/${lead.lead_id}`)}
      empty=${filtered
    ? html`<${Empty} title=${t("leads.none.title")}>${t("leads.none.text")}</${Empty}>`
    : html`<${Empty} title=${t("leads.empty.title")}>${t("leads.empty.text")}
        ${may("baton/leads.write") && html` <a href="#/import">${t("leads.import")}</a>`}</${Empty}>`} />`;
}

// Says that leads came in since, without moving what is being read.
function Arrivals({ again }) {
  const [count, show] = useState(0);
  useEffect(() => hear((batch) => {
    const more = batch.reduce((sum, one) => sum + (one.type === "lead_processed" ? 1
      : one.type === "leads_processed" ? one.leads.length : 0), 0);
    if (more) show((before) => before + more);
  }), []);
  return html`<p role="status" class="arrivals">${count > 0 && html`<button type="button" onClick=${() => { show(0); again(); }}>
    ${t("leads.arrived", { n: count })}</button>`}</p>`;
}
