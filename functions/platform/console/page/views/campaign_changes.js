// What was changed on a campaign: what people and the optimiser agreed to, and what was done on the platform.
import { html } from "../dom.js";
import { money } from "../format.js";
import { Card, Time } from "../parts.js";
import { t, word } from "../texts.js";

export function Changes({ of: { accepted = [], ad_changes: done = [], details } }) {
  const all = [...accepted.map((one) => [one.at, one, Agreed]), ...done.map((one) => [one.at, one, Done])]
    .toSorted(([one], [other]) => other.localeCompare(one));
  return html`<${Card} title=${t("campaign.changes")}>
    ${!all.length && html`<p>${t("campaign.no_changes")}</p>`}
    <ul class="story">${all.map(([, one, Shown]) => html`<${Shown} one=${one} currency=${details.daily_budget.currency} />`)}</ul></${Card}>`;
}

const Agreed = ({ one }) => html`<li class=${one.applied_at ? "good" : "info"}>
  <strong>${one.proposals.map((each) => word(each.change)).join(", ")}</strong> <${Time} at=${one.at} whole />
  ${one.proposals.map((each) => html`<div>${each.text}</div>`)}
  <div class="small">${word(one.decided_by)} · ${one.applied_at ? html`${t("campaign.applied")} <${Time} at=${one.applied_at} whole />` : t("campaign.waiting")}
    ${one.escalation_id && html` · <a href=${`#/cases/${one.escalation_id}`}>${t("campaign.case")}</a>`}</div>
  ${one.undo?.length > 0 && html`<details><summary class="small">${t("campaign.undo")}</summary><ul class="small">${one.undo.map((each) => html`<li>${each.text}</li>`)}</ul></details>`}</li>`;

const Done = ({ one, currency }) => html`<li class="good"><strong>${word(one.kind)}</strong> <${Time} at=${one.at} whole />
  ${one.before != null && one.after != null && html`<div>${money({ amount: one.before, currency })} → ${money({ amount: one.after, currency })}</div>`}
  ${one.creative && html`<div>${one.creative}</div>`}
  ${one.retires?.length > 0 && html`<div>${t("campaign.instead", { what: one.retires.join(", ") })}</div>`}
  <div class="small">${t("campaign.undo")}: ${one.undo}</div></li>`;
