// Every campaign with what its last review says.
import { html } from "../dom.js";
import { link } from "../address.js";
import { day, money, number } from "../format.js";
import { Listing } from "../listing.js";
import { usePages } from "../loading.js";
import { Badge, Empty, Filters, Time, Title } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";

const totals = (one) => one.last_review?.totals;
const spent = (one) => (totals(one) ? { amount: totals(one).spend, currency: totals(one).currency } : null);

const COLUMNS = [
  { title: t("campaign.name"), text: (one) => one.details.name },
  { title: t("campaign.platform"), text: (one) => one.details.platform },
  { title: t("campaign.status"), text: (one) => one.details.status, cell: (one) => html`<${Badge} of=${one.details.status} />` },
  { title: t("campaign.budget"), text: (one) => money(one.details.daily_budget), end: true },
  { title: t("metric.spend"), text: (one) => money(spent(one)), end: true },
  { title: t("metric.leads"), text: (one) => number(totals(one)?.leads, 2), end: true },
  { title: t("campaign.outcome"), text: (one) => word(one.last_review?.outcome),
    cell: (one) => html`<${Badge} of=${one.last_review?.outcome} />` },
  { title: t("campaign.review"), text: (one) => day(one.last_review?.at), cell: (one) => html`<${Time} at=${one.last_review?.at} />` },
];

export default function Campaigns({ query }) {
  const list = usePages("api/v1/campaigns", { status: query.status, limit: 50 });
  const fields = [{ name: "status", title: t("campaign.status"), options: ["active", "paused", "ended"] }];
  const add = may("baton/campaigns.write") && html`<a class="button" href="#/new-campaign">${t("new_campaign.title")}</a>`;
  return html`<${Title} lead=${t("campaigns.lead")} actions=${add}>${t("campaigns.title")}</${Title}>
    <${Filters} fields=${fields} query=${query} />
    <${Listing} list=${list} columns=${COLUMNS} caption=${t("campaigns.title")} csv="campaigns" rowKey=${(one) => one.campaign_id}
      href=${(one) => link(`/campaigns/${one.campaign_id}`)}
      empty=${html`<${Empty} title=${t(query.status ? "leads.none.title" : "campaigns.empty.title")}>${t(query.status ? "leads.none.text" : "campaigns.empty.text")} ${add}</${Empty}>`} />`;
}
