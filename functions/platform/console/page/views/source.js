// What a figure of an answer or a report stands on: opened at the figure, closed until then.
import { html } from "../dom.js";
import { Facts } from "../parts.js";
import { t } from "../texts.js";

export function Figure({ one, queries, period }) {
  return html`<details class="source"><summary><span>${one.label}</span> <strong>${one.undefined ? "–" : one.text}</strong>
      ${one.change && html` <span class="small">${one.change}</span>`}</summary>
    <${Facts} of=${[
      [t("source.undefined"), one.undefined], [t("source.period"), period], [t("source.before"), one.before_text],
      [t("source.planned"), one.planned_text && `${one.planned_text} (${one.against_plan})`],
      [t("source.formula"), one.formula], [t("source.source"), one.source],
      [t("source.parts"), one.parts?.some((part) => part.queries?.length) && html`<${Parts} of=${one.parts} />`],
      [t("source.steps"), one.steps?.length > 0 && html`<ul>${one.steps.map((step) => html`<li>${step}</li>`)}</ul>`],
    ]} />
    <${Queries} names=${one.queries} of=${queries} /></details>`;
}

// What a figure is for each month, country or the like; their rows are in its questions to the facts.
const Parts = ({ of: parts }) => html`<table><tbody>${parts.map((one) => html`<tr key=${one.name}>
  <th scope="row"><span class=${one.days ? "whole-word" : "any"}>${one.name}</span>${one.incomplete && html` <span class="small">${one.incomplete}</span>`}</th>
  <td class="end">${one.undefined ? html`– <span class="small">${one.undefined}</span>` : html`<span class="whole-word">${one.text}</span>`}</td></tr>`)}</tbody></table>`;

// Questions to the facts by their names: enough to ask them again.
export const Queries = ({ names, of: queries }) => (queries ?? []).filter((one) => names?.includes(one.query_id)).map((one) => html`
  <div class="query" key=${one.query_id}><p class="small"><strong>${one.query_id}</strong> ${t("source.rows", { n: one.rows, first: one.first, last: one.last })}</p>
    <code>${one.sql}</code>${one.parameters?.length > 0 && html`<p class="small">${t("source.with", { what: one.parameters.join(", ") })}</p>`}</div>`);

// Sentences, each with the questions to the facts that it stands on.
export const Sentences = ({ of: every, queries }) => html`<ul>${every.map((one) => html`<li>${one.text}
  ${one.queries?.length > 0 && html`<details class="source"><summary class="small">${t("source.open")}</summary><${Queries} names=${one.queries} of=${queries} /></details>`}</li>`)}</ul>`;

const begun = (text) => text && text[0].toUpperCase() + text.slice(1);
const sentence = (text) => begun(text)?.replace(/\.?$/, ".");

// What is missing, why, and what would help.
export const Gaps = ({ of: gaps }) => (gaps?.length ? html`<div class="gaps warn" role="note"><p><strong>${t("source.gaps")}</strong></p>
  <ul>${gaps.map((one) => html`<li><strong>${begun(one.what ?? one.kind)}</strong>: ${sentence(one.why)} ${sentence(one.what_to_do)}</li>`)}</ul></div>` : null);
