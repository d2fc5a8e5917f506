// Stages that people go through, each with its part of the one before and the interval that holds the true part.
import { html } from "../dom.js";
import { number, percent } from "../format.js";
import { t } from "../texts.js";
import { rateOf } from "./metrics.js";

// `stages`: {name, count}, from the widest on.
export function Funnel({ stages, caption }) {
  const widest = Math.max(1, ...stages.map((one) => one.count));
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table class="funnel"><caption class="unseen">${caption}</caption>
    <thead><tr><th scope="col">${t("funnel.stage")}</th><th scope="col" class="end">${t("funnel.count")}</th><th scope="col" class="end">${t("funnel.part")}<br />${t("metric.between")}</th></tr></thead>
    <tbody>${stages.map((one, place) => {
    const { value, low, high } = place ? rateOf({ of: "of", among: "among" }, { of: one.count, among: stages[place - 1].count }) : {};
    return html`<tr><th scope="row">${one.name}<span class="portion" style=${{ width: `${(100 * one.count) / widest}%` }}></span></th>
      <td class="end">${number(one.count, 1)}</td><td class="end">${value == null ? "–" : html`${percent(value, 2)}<br /><span class="small">${percent(low, 2)} – ${percent(high, 2)}</span>`}</td></tr>`;
  })}</tbody></table></div>`;
}
