// What agents decided about something, as a story: a lead, an order, a purchase order, a price.
import { html } from "../dom.js";
import { dollars, number } from "../format.js";
import { usePages } from "../loading.js";
import { Card, Loading, Time, Trouble } from "../parts.js";
import { t, word } from "../texts.js";

export function Trace({ id, title, none }) {
  const list = usePages(`api/v1/traces/${id}`, { limit: 100 });
  return html`<${Card} title=${title}>
    ${list.error?.status === 404 ? html`<p>${none}</p>` : html`<${Trouble} of=${list.error} again=${list.again} />`}
    ${list.loading && !list.items.length && html`<${Loading} />`}
    <ol class="story">${list.items.map((one) => html`<li key=${one.decision_id}>
      <strong>${word(one.agent)}</strong> <${Time} at=${one.at} whole />
      <div>${one.what}</div>
      ${one.why?.length > 0 && html`<details><summary class="small">${t("lead.because", { n: one.why.length })}</summary>
        <ul>${one.why.map((why) => html`<li>${why}</li>`)}</ul>
        <p class="small">${one.made_by ?? ""} ${number(one.milliseconds)} ms ${one.cost_usd > 0 ? dollars(one.cost_usd) : ""}</p></details>`}
    </li>`)}</ol>
    ${list.cursor && html`<button type="button" onClick=${list.more}>${t("list.more")}</button>`}
  </${Card}>`;
}
