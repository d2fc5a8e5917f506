// One report: the weeks beside each other, and each campaign, those that need a person first.
import { html } from "../dom.js";
import { moment, money, number } from "../format.js";
import { useDocument } from "../loading.js";
import { Badge, Card, Loading, Time, Title, Trouble } from "../parts.js";
import { t, word } from "../texts.js";

const FIGURES = ["spend", "leads", "conversions", "revenue"];

export default function Report({ given: { id } }) {
  const found = useDocument(`api/v1/reports/${id}`, { every: 5_000 });
  const one = found.data;
  if (found.error && !one) return html`<${Title}>${t("report.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!one) return html`<${Loading} />`;
  return html`<${Title} actions=${html`<${Badge} of=${one.status} />`}>${t("reports.open", { when: moment(one.started_at) })}</${Title}>
    ${one.status === "under_way" ? html`<p role="status">${t("report.under_way")}</p>` : html`<div class="stack">
      ${one.this_week.map((week) => html`<${Weeks} now=${week} before=${one.last_week.find((other) => other.currency === week.currency)} />`)}
      <${Card} title=${t("report.campaigns")}>${!one.campaigns.length && html`<p>${t("report.none")}</p>`}
        <ul class="story">${one.campaigns.map((campaign) => html`<${Row} one=${campaign} />`)}</ul></${Card}></div>`}`;
}

const Weeks = ({ now, before }) => html`<${Card} title=${now.currency}><div class="scroll" tabindex="0" role="region" aria-label=${now.currency}><table>
  <thead><tr><td></td><th scope="col" class="end">${t("report.week")}</th><th scope="col" class="end">${t("report.before")}</th></tr></thead>
  <tbody>${FIGURES.map((name) => html`<tr><th scope="row">${t(`metric.${name}`)}</th>${[now, before].map((week) =>
    html`<td class="end">${week ? shown(name, week) : "–"}</td>`)}</tr>`)}</tbody></table></div></${Card}>`;

const shown = (name, week) => (["spend", "revenue"].includes(name)
  ? money({ amount: week[name], currency: week.currency }) : number(week[name], 2));

const Row = ({ one }) => html`<li class=${one.case?.status === "open" ? "bad" : one.failure ? "warn" : "good"}>
  <a href=${`#/campaigns/${one.campaign_id}`}>${one.name}</a> ${one.platform} ${one.review && html`<${Badge} of=${one.review.outcome} />`}
  ${one.case?.status === "open" && html` <a href=${`#/cases/${one.case.escalation_id}`}>${t("report.asks")}</a>`}
  ${one.case?.verdict && html`<div class="small">${word(one.case.verdict)}, ${one.case.decided_by}, <${Time} at=${one.case.decided_at} whole /></div>`}
  ${one.failure && html`<div>${t("report.failed")} ${one.failure}</div>`}
  ${one.review?.proposals.length > 0 && html`<ul>${one.review.proposals.map((proposal) => html`<li>${proposal.text}</li>`)}</ul>`}</li>`;
