// One weekly report: what happened, why, what to do; each figure opens what it stands on.
import { html } from "../dom.js";
import { file } from "../api.js";
import { save } from "../csv.js";
import { day, money } from "../format.js";
import { useAct, useDocument } from "../loading.js";
import { Card, Loading, Title, Trouble } from "../parts.js";
import { t, word } from "../texts.js";
import { Figure, Gaps, Sentences } from "./source.js";

const FORMS = { pdf: "application/pdf", html: "text/html" };

export default function WeeklyReport({ given: { id } }) {
  const found = useDocument(`api/v1/gtm/reports/${id}`, { every: 5_000 });
  const one = found.data;
  const fetched = useAct(async (form) => save(`weekly-report-${one.week.last}.${form}`, await file(`api/v1/gtm/reports/${id}`, FORMS[form])));
  if (found.error && !one) return html`<${Title}>${t("weekly_report.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!one) return html`<${Loading} />`;
  const ready = one.status === "ready";
  return html`<${Title} lead=${`${day(one.week.first)} – ${day(one.week.last)}`} actions=${ready && Object.keys(FORMS).map((form) => html`
      <button type="button" disabled=${fetched.busy} onClick=${() => fetched.run(form)}>${t(`weekly.${form}`)}</button>`)}>${t("weekly.open", { when: day(one.week.last) })}</${Title}>
    <${Trouble} of=${fetched.error} />
    ${ready ? html`<${Ready} one=${one} />` : html`<p role="status">${t("report.under_way")}</p>`}`;
}

const Ready = ({ one }) => html`<p class="headline">${one.headline}</p><div class="stack">
  ${one.revenue.length > 0 && one.currency && html`<${Card} title=${t("weekly.revenue")}><${Weeks} of=${one} /></${Card}>`}
  <div class="columns"><div class="stack">${["week", "quarter"].map((part) => html`<${Part} one=${one} part=${part} />`)}</div>
    <div class="stack">
      ${one.reasons.length > 0 && html`<${Card} title=${t("weekly.why")}><${Sentences} of=${one.reasons} queries=${one.queries} /></${Card}>`}
      <${Card} title=${t("weekly.do")}>${one.advice.length ? html`<ul>${one.advice.map((to) => html`<li><strong>${to.text}</strong> ${to.because}</li>`)}</ul>` : html`<p>${t("weekly.nothing")}</p>`}</${Card}>
      ${[...new Set(one.findings.map((said) => said.agent))].map((agent) => html`<${Card} title=${t("weekly.found", { agent: word(agent) })}>
        <${Sentences} of=${one.findings.filter((said) => said.agent === agent)} queries=${one.queries} /></${Card}>`)}
      <${Gaps} of=${one.gaps} /></div></div></div>`;

function Part({ one, part }) {
  const theirs = one.figures.filter((figure) => figure.part === part);
  if (!theirs.length) return null;
  const period = part === "week" ? one.week : one.quarter;
  return html`<${Card} title=${t(`weekly.${part}`)}><div class="figures">${theirs.map((figure) => html`
    <${Figure} one=${figure} queries=${one.queries} period=${`${day(period.first)} – ${day(period.last)}`} />`)}</div></${Card}>`;
}

// Bars of the weeks that were and of those expected; the same as a table for who does not see them.
function Weeks({ of: one }) {
  const weeks = [...one.revenue, ...one.expected];
  const most = Math.max(...weeks.map((week) => week.high ?? week.value), 1);
  const shown = (amount) => money({ amount, currency: one.currency });
  const wide = 600 / weeks.length;
  return html`<svg class="bars" viewBox="0 0 600 132" aria-hidden="true">${weeks.map((week, place) => {
    const high = Math.max((120 * week.value) / most, 0);
    const kind = week.low != null ? "expected" : place === one.revenue.length - 1 ? "now" : "before";
    return html`<rect class=${kind} x=${place * wide + wide * 0.14} y=${126 - high} width=${wide * 0.72} height=${high} />
      ${week.low != null && html`<line x1=${(place + 0.5) * wide} x2=${(place + 0.5) * wide} y1=${126 - (120 * week.low) / most} y2=${126 - (120 * week.high) / most} />`}`;
  })}</svg>
  <details class="source"><summary>${t("weekly.table")}</summary><table><thead><tr><th scope="col">${t("weekly.of")}</th><th scope="col" class="end">${t("metric.revenue")}</th></tr></thead>
    <tbody>${weeks.map((week) => html`<tr><th scope="row">${day(week.first)}</th><td class="end">${shown(week.value)}${week.low != null
    && html` <span class="small">${t("weekly.expected", { low: shown(week.low), high: shown(week.high) })}</span>`}</td></tr>`)}</tbody></table></details>`;
}
