// One lead: who it is, what was decided and why, what is written to them, and all of it as a story.
import { html } from "../dom.js";
import { number, percent } from "../format.js";
import { useDocument } from "../loading.js";
import { Badge, Card, Facts, Loading, Time, Title, Trouble } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";
import { Drafts } from "./draft_editor.js";
import { Trace } from "./trace.js";

export default function Lead({ given: { id } }) {
  const found = useDocument(`api/v1/leads/${id}`);
  const lead = found.data;
  if (found.error) return html`<${Title}>${t("lead.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!lead) return html`<${Loading} />`;
  const { details, report } = lead;
  const name = [details.first_name, details.last_name].filter(Boolean).join(" ")
    || details.company || details.email || details.external_id || id;
  return html`<${Title} lead=${[details.job_title, details.company].filter(Boolean).join(", ")}
      actions=${html`<${Badge} of=${lead.status} />${report && html`<${Badge} of=${report.temperature} />`}`}>${name}</${Title}>
    ${report?.escalation_id && html`<p><a href=${`#/cases/${report.escalation_id}`}>${t("lead.case")}</a></p>`}
    ${lead.stopped && html`<${Card} tone="warn" title=${t("lead.stopped")}><p>${lead.stopped.reason} <${Time} at=${lead.stopped.at} /></p></${Card}>`}
    <div class="columns"><div class="stack">
      ${report && html`<${Verdict} report=${report} />`}
      ${report?.plan && html`<${Plan} id=${id} plan=${report.plan} />`}
      <${Drafts} id=${id} />
    </div><div class="stack">
      <${Who} lead=${lead} />
      ${may("baton/traces.read") && html`<${Trace} id=${id} title=${t("lead.story")} none=${t("lead.no_story")} />`}
      <${Outcomes} id=${id} />
    </div></div>`;
}

function Verdict({ report }) {
  const { assessment } = report;
  return html`<${Card} title=${t("lead.why")}>
    <p><span class="figure">${number(assessment.score)}</span> ${t("lead.of_100")} · ${word(report.category)} · ${t("lead.confidence")} ${percent(assessment.confidence, 0)}</p>
    <ul>${assessment.reasons.filter((one) => one.points !== 0).map((one) =>
      html`<li>${one.points > 0 ? "+" : ""}${number(one.points, 1)} ${one.text}</li>`)}</ul>
    <p class="small">${assessment.recommended_actions.join(" ")}</p>
  </${Card}>`;
}

// Each step with what became of it; what will not be sent says so and why (A16).
function Plan({ id, plan }) {
  const found = useDocument(`api/v1/leads/${id}/effects`);
  const told = Object.fromEntries((found.data?.plan ?? []).map((one) => [one.step, one]));
  const effects = Object.fromEntries((found.data?.items ?? []).map((one) => [one.step, one]));
  return html`<${Card} title=${t("lead.plan")}>
    <p>${t(plan.channel ? "lead.plan_text" : "lead.plan_none", { strategy: word(plan.strategy), channel: word(plan.channel) })}
      ${plan.conversion_potential != null && ` ${t("lead.potential")} ${number(plan.conversion_potential)} %.`}</p>
    <ol class="story">${plan.steps.map((step) => {
      const effect = effects[step.number];
      const not = told[step.number]?.not_sent ?? step.not_sent;
      return html`<li class=${effect?.state === "done" ? "good" : not ? "warn" : "info"}>
        <strong>${word(step.channel)}</strong> <${Time} at=${step.at} whole /> ${effect && html`<${Badge} of=${effect.state} />`}
        <div>${step.purpose}</div>
        <div class="small">${step.local_time}, ${plan.timezone}</div>
        ${not && html`<div class="small"><strong>${t("lead.not_sent")}</strong> ${not}</div>`}
      </li>`;
    })}</ol></${Card}>`;
}

function Who({ lead: { details, ...lead } }) {
  const agreed = Object.entries(details.consent ?? {});
  return html`<${Card} title=${t("lead.who")}><${Facts} of=${[
    [t("lead.email"), details.email],
    [t("lead.phone"), details.phone],
    [t("lead.company"), details.company],
    [t("lead.size"), details.company_size && number(details.company_size)],
    [t("lead.industry"), details.industry],
    [t("lead.country"), details.country],
    [t("lead.source"), details.source],
    [t("lead.campaign"), details.campaign_id && html`<a href=${`#/campaigns/${details.campaign_id}`}>${t("run.see_campaign")}</a>`],
    [t("lead.interest"), details.interest],
    [t("lead.consent"), agreed.length > 0 && agreed.map(([way, said]) => `${word(way)}: ${t(said ? "yes" : "no")}`).join(", ")],
    [t("lead.external_id"), details.external_id],
    ...Object.entries(details.attributes ?? {}).map(([name, value]) => [word(name), typeof value === "boolean" ? t(value ? "yes" : "no") : String(value)]),
    [t("lead.received"), html`<${Time} at=${lead.received_at} whole />`],
    [t("lead.ignored"), lead.ignored?.length > 0 && lead.ignored.map((one) => `${one.field} “${one.value}” ${one.why}`).join("; ")],
  ]} />
  ${details.message && html`<h3>${t("lead.message")}</h3><p class="letter">${details.message}</p>`}</${Card}>`;
}

function Outcomes({ id }) {
  const found = useDocument(`api/v1/leads/${id}/outcomes`);
  const items = found.data?.items ?? [];
  return html`<${Card} title=${t("lead.outcomes")}>
    ${found.data && !items.length && html`<p>${t("lead.no_outcomes")}</p>`}
    <ul class="story">${items.map((one) => html`<li class="good"><strong>${word(one.kind)}</strong>
      <${Time} at=${one.happened_at ?? one.at} whole />${one.channel && ` ${word(one.channel)}`}${one.note && html`<p class="text">${one.note}</p>`}</li>`)}</ul>
  </${Card}>`;
}
