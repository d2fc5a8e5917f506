// Cases that wait for a person, and those that were decided.
import { html } from "../dom.js";
import { link } from "../address.js";
import { moment } from "../format.js";
import { Listing } from "../listing.js";
import { usePages } from "../loading.js";
import { Badge, Empty, Filters, Time, Title } from "../parts.js";
import { t, word } from "../texts.js";

const COLUMNS = [
  { title: t("case.reason"), text: (one) => one.reason, cell: (one) => html`<span class="clamp">${one.reason}</span>` },
  { title: t("case.subject"), text: (one) => word(one.subject) },
  { title: t("case.status"), text: (one) => one.status, cell: (one) => html`<${Badge} of=${one.status} />` },
  { title: t("case.opened"), text: (one) => moment(one.opened_at), cell: (one) => html`<${Time} at=${one.opened_at} />` },
  { title: t("case.until"), text: (one) => moment(one.expires_at),
    cell: (one) => one.status === "open" && html`<${Time} at=${one.expires_at} />` },
  { title: t("case.decided"), text: (one) => one.decision && `${word(one.decision.verdict)}, ${one.decision.decided_by}` },
];

export default function Cases({ query }) {
  const status = query.status ?? "open";
  const list = usePages("api/v1/escalations", { status: status === "all" ? "" : status, limit: 50 });
  const fields = [{ name: "status", title: t("case.status"), required: true,
    options: ["open", "decided", "expired", { value: "all", title: t("filter.any") }] }];
  return html`<${Title} lead=${t("cases.lead")}>${t("cases.title")}</${Title}>
    <${Filters} fields=${fields} query=${{ status }} />
    <${Listing} list=${list} columns=${COLUMNS} caption=${t("cases.title")} csv="cases" rowKey=${(one) => one.escalation_id}
      href=${(one) => link(`/cases/${one.escalation_id}`)}
      empty=${html`<${Empty} title=${t(status === "open" ? "cases.empty.title" : "cases.none.title")}>${t("cases.empty.text")}</${Empty}>`} />`;
}
