// How far the leads of some days came, together and day by day.
import { html } from "../dom.js";
import { refine } from "../address.js";
import { day, number, percent } from "../format.js";
import { useDocument } from "../loading.js";
import { Card, Empty, Loading, Title, Trouble } from "../parts.js";
import { t } from "../texts.js";
import { Chart } from "./chart.js";
import { Funnel } from "./funnel.js";
import { rateOf } from "./metrics.js";

const SPANS = ["7", "30", "90"];
const STAGES = ["came", "answered", "converted"];
const RATE = { of: "answered", among: "came" };

export default function LeadFunnel({ query }) {
  const span = SPANS.includes(query.days) ? query.days : "30";
  const found = useDocument("api/v1/leads/funnel", { query: { days: span } });
  const one = found.data;
  const days = (one?.days ?? []).toReversed().map((each) => ({ day: each.day, ...rateOf(RATE, each) }));
  return html`<${Title} lead=${t("lead_funnel.lead")}>${t("lead_funnel.title")}</${Title}>
    <div class="filters"><label>${t("lead_funnel.span")}<select onChange=${(event) => refine({ days: event.target.value })}>${SPANS.map((name) =>
      html`<option value=${name} selected=${name === span}>${t("lead_funnel.days", { n: name })}</option>`)}</select></label></div>
    <${Trouble} of=${found.error} again=${found.again} />
    ${found.loading && html`<${Loading} />`}
    ${one && !one.came && html`<${Empty} title=${t("lead_funnel.empty.title")}>${t("lead_funnel.empty.text")}</${Empty}>`}
    ${one?.came > 0 && html`<div class="stack"><${Card}><${Funnel} stages=${STAGES.map((name) => ({ name: t(`lead_funnel.${name}`), count: one[name] }))} caption=${t("lead_funnel.title")} /></${Card}>
      ${days.length > 1 && html`<${Card} title=${t("lead_funnel.by_day")}><${Chart} days=${days} title=${t("lead_funnel.answered")} show=${(value) => percent(value, 1)} /></${Card}>`}
      <${Card} title=${t("campaign.table")}><div class="scroll" tabindex="0" role="region" aria-label=${t("campaign.table")}><table><thead><tr><th scope="col">${t("lead_funnel.day")}</th>${STAGES.map((name) => html`<th scope="col" class="end">${t(`lead_funnel.${name}`)}</th>`)}</tr></thead>
        <tbody>${one.days.map((each) => html`<tr><th scope="row" class="whole-word">${day(each.day)}</th>${STAGES.map((name) => html`<td class="end">${number(each[name])}</td>`)}</tr>`)}</tbody></table></div></${Card}></div>`}`;
}
