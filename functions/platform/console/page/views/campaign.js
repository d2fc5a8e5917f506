// One campaign: its days as a chart, its review, what changed, and its switch.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { link, refine } from "../address.js";
import { day, money, number, percent } from "../format.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Facts, Loading, Time, Title, Trouble, done } from "../parts.js";
import { has, may } from "../session.js";
import { t, word } from "../texts.js";
import { Changes } from "./campaign_changes.js";
import { CampaignEdit } from "./campaign_edit.js";
import { Content, Runs } from "./campaign_runs.js";
import { Chart } from "./chart.js";
import { Funnel } from "./funnel.js";
import { METRICS, rateOf } from "./metrics.js";

export default function Campaign({ given: { id }, query }) {
  const found = useDocument(`api/v1/campaigns/${id}`);
  const one = found.data;
  if (found.error && !one) return html`<${Title}>${t("campaign.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!one) return html`<${Loading} />`;
  const { details, last_review: review } = one;
  return html`<${Title} lead=${details.platform} actions=${html`<${Badge} of=${details.status} />
      ${may("baton/campaigns.write") && html`<${Acts} one=${one} changed=${found.set} again=${found.again} />`}`}>${details.name}</${Title}>
    <div class="columns"><div class="stack">
      <${Days} id=${id} currency=${details.daily_budget.currency} query=${query} />
      ${one.brief && html`<${Content} id=${id} />`}
      ${review && html`<${Review} review=${review} currency=${details.daily_budget.currency} />`}
    </div><div class="stack">
      <${Card} title=${t("campaign.title")}><${Facts} of=${[
    [t("campaign.budget"), money(details.daily_budget)],
    [t("campaign.days"), [day(details.starts_on), day(details.ends_on)].filter(Boolean).join(" – ")],
    [t("campaign.approval"), t(details.approval === "required" ? "yes" : "no")],
    [t("lead.external_id"), details.external_id],
  ]} /><p class="actions">
        ${has("leads") && may("baton/leads.read") && html`<a href=${link("/leads", { campaign_id: id })}>${t("campaign.leads")}</a>
          <a href=${link("/drafts", { campaign_id: id })}>${t("campaign.drafts")}</a>`}
        ${review?.escalation_id && html`<a href=${`#/cases/${review.escalation_id}`}>${t("campaign.case")}</a>`}</p></${Card}>
      ${one.brief && html`<${Runs} id=${id} />`}
      <${Changes} of=${one} />
    </div></div>`;
}

function Days({ id, currency, query }) {
  const found = useDocument(`api/v1/campaigns/${id}/metrics`);
  const chosen = METRICS[query.metric] ? query.metric : "spend";
  const metric = METRICS[chosen];
  const show = (value) => (metric.money ? money({ amount: Math.round(value), currency }) : metric.rate ? percent(value, 2) : number(value, 2));
  const days = (found.data?.items ?? []).map((one) => ({ day: one.day, ...(metric.rate ? rateOf(metric, one) : { value: one[chosen] }) }));
  const stages = STAGES.map((name) => ({ name: t(`metric.${name}`), count: (found.data?.items ?? []).reduce((sum, one) => sum + (one[name] ?? 0), 0) }));
  return html`<${Card} title=${t("campaign.chart")}>
    <label>${t("campaign.metric")}<select onChange=${(event) => refine({ metric: event.target.value })}>${Object.keys(METRICS).map((name) =>
      html`<option value=${name} selected=${name === chosen}>${t(`metric.${name}`)}</option>`)}</select></label>
    <${Trouble} of=${found.error} again=${found.again} />
    ${found.data && !days.length && html`<p>${t("campaign.no_days")}</p>`}
    ${days.length > 0 && html`<${Chart} days=${days} title=${t(`metric.${chosen}`)} show=${show} />
      <details><summary>${t("campaign.table")}</summary><div class="scroll" tabindex="0" role="region" aria-label=${t("campaign.table")}><table><thead><tr>
        <th scope="col">${t("metric.day")}</th><th scope="col" class="end">${t(`metric.${chosen}`)}</th>${metric.rate && html`<th scope="col" class="end">${t("metric.between")}</th>`}</tr></thead>
        <tbody>${days.map((one) => html`<tr><td>${day(one.day)}</td><td class="end">${one.value == null ? "–" : show(one.value)}</td>
          ${metric.rate && html`<td class="end">${one.low == null ? "–" : `${show(one.low)} – ${show(one.high)}`}</td>`}</tr>`)}</tbody></table></div></details>
      <h3>${t("funnel.title")}</h3><${Funnel} stages=${stages} caption=${t("funnel.title")} />`}
  </${Card}>`;
}

const STAGES = ["impressions", "clicks", "leads", "conversions"];
const MONEY = new Set(["cpc", "cpl", "cpa"]);
const SHARES = new Set(["ctr", "conversion_rate"]);

function Review({ review, currency }) {
  const show = (metric, value) => (value == null ? "–" : MONEY.has(metric) ? money({ amount: Math.round(value), currency })
    : SHARES.has(metric) ? percent(value, 2) : number(value, 2));
  return html`<${Card} title=${t("campaign.review")}><p><${Badge} of=${review.outcome} /> <${Time} at=${review.at} whole /></p>
    ${review.proposals.length > 0 && html`<h3>${t("campaign.proposals")}</h3><ul>${review.proposals.map((one) =>
      html`<li>${one.text} <span class="small">${one.reason} ${one.gain?.text ?? ""}</span></li>`)}</ul>`}
    <h3>${t("campaign.findings")}</h3><ul>${review.findings.map((one) => html`<li>${one.triggered ? html`<strong>${one.text}</strong>` : one.text}</li>`)}</ul>
    ${review.measures.length > 0 && html`<h3>${t("campaign.measures")}</h3><div class="scroll" tabindex="0" role="region" aria-label=${t("campaign.measures")}><table><thead><tr>
      <th scope="col">${t("campaign.metric")}</th><th scope="col" class="end">${t("campaign.value")}</th>
      <th scope="col" class="end">${t("campaign.interval", { p: percent(review.measures[0].confidence, 0) })}</th>
      <th scope="col" class="end">${t("campaign.benchmark")}</th></tr></thead><tbody>${review.measures.map((one) =>
        html`<tr><th scope="row">${word(one.metric)}</th><td class="end">${show(one.metric, one.value)}</td>
          <td class="end">${one.interval ? `${show(one.metric, one.interval[0])} – ${one.interval[1] == null ? "∞" : show(one.metric, one.interval[1])}` : "–"}</td>
          <td class="end">${show(one.metric, one.benchmark)}</td></tr>`)}</tbody></table></div>`}
  </${Card}>`;
}

function Acts({ one, changed, again }) {
  const [asking, ask] = useState(null);
  const path = `api/v1/campaigns/${one.campaign_id}`;
  const review = useAct(async () => { await act("POST", `${path}/review`); await again(); done(t("campaign.reviewed")); });
  const set = async (status, version) => {
    const { data } = await act("PATCH", path, { status }, { ifMatch: version });
    changed(data);
    return data;
  };
  const turn = useAct(async () => {
    const before = one.details.status;
    const { version } = await set(AFTER[asking], one.version);
    done(t(`campaign.${asking}_done`), () => set(before, version).catch(again));
  });
  const close = () => { ask(null); turn.clear(); };
  return html`<button type="button" disabled=${review.busy} onClick=${() => review.run()}>${t(review.busy ? "working" : "campaign.review_now")}</button>
    <${CampaignEdit} one=${one} changed=${changed} again=${again} />
    ${OFFERED[one.details.status].map((name) => html`<button type="button" key=${name} onClick=${() => ask(name)}>${t(`campaign.${name}`)}</button>`)}
    <${Trouble} of=${review.error} />
    ${asking && html`<${Confirm} title=${t(`campaign.${asking}_title`)} confirm=${t(`campaign.${asking}`)} tone=${asking === "end" ? "danger" : "primary"} act=${turn}
      again=${again} onDone=${close} onClose=${close}><p>${t(`campaign.${asking}_text`)}</p></${Confirm}>`}`;
}

const AFTER = { pause: "paused", resume: "active", end: "ended" };
const OFFERED = { active: ["pause", "end"], paused: ["resume", "end"], ended: ["resume"] };
