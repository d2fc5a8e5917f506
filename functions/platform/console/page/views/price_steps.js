// Why something costs what it costs: each step of the decision, and what it made of the price of one piece.
import { html } from "../dom.js";
import { money } from "../format.js";
import { t, word } from "../texts.js";

export const Steps = ({ steps, currency }) => html`<ol class="steps">${steps.map((one) => html`<li>
  <span><strong>${word(`step_${one.kind}`)}</strong>${one.kind !== "base" && html` <code>${one.by}</code>`}</span>
  <span class="text small">${one.why}</span><span class="end">${money({ amount: one.unit_price, currency })}</span></li>`)}</ol>`;

export const Discounts = ({ line, currency }) => (line.discounts?.length > 0
  ? html`<ul>${line.discounts.map((one) => html`<li>${t("why.taken_off", { amount: money({ amount: one.amount, currency }), by: one.promotion_id })}${one.code && ` (${one.code})`}</li>`)}</ul>` : null);
