// One run of a campaign: where it stands, what each agent did, and what it cost; it is held, ended or done again here.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { link } from "../address.js";
import { day, dollars, moment, money, number, percent } from "../format.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Facts, Loading, Time, Title, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";
import { OVER, Pieces } from "./campaign_runs.js";

const STEPS = ["lead_generation", "content_creator", "ad_manager", "analytics"];

export default function Run({ given: { id, run } }) {
  const found = useDocument(`api/v1/campaigns/${id}/runs/${run}`, { every: 10_000 });
  const one = found.data;
  if (found.error && !one) return html`<${Title}>${t("run.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!one) return html`<${Loading} />`;
  return html`<${Title} lead=${one.brief.goal}
      actions=${html`<${Badge} of=${one.state} />${may("baton/campaigns.write") && html`<${Acts} one=${one} changed=${found.set} />`}`}>${t("run.of", { when: moment(one.created_at) })}</${Title}>
    <section class=${`card next ${{ failed: "bad", waiting: "warn" }[one.state] ?? ""}`} aria-label=${t("order.next")}><p class="headline">${stands(one)}</p>
      ${one.content?.waiting && html`<p><a href=${link(`/cases/${one.content.waiting}`)}>${t("run.case")}</a></p>`}
      ${one.resume_at && !OVER.has(one.state) && html`<p>${t("run.looks_again")} <${Time} at=${one.resume_at} whole /></p>`}</section>
    <div class="columns"><div class="stack">
      ${one.content?.pieces?.length > 0 && html`<${Card} title=${t("content.title")}><${Pieces} id=${id} items=${one.content.pieces} /><${Notes} of=${one.content.findings} /></${Card}>`}
      ${one.ads && html`<${Ads} ads=${one.ads} />`}
      ${one.performance && html`<${Performance} part=${one.performance} />`}
      ${one.leads && html`<${Found} leads=${one.leads} />`}
    </div><div class="stack">
      <${Steps} one=${one} />
      <${Brief} one=${one} id=${id} />
    </div></div>`;
}

const stands = (one) => one.why ?? t(OVER.has(one.state) ? "run.over" : "run.at", { step: word(one.step) });
const Notes = ({ of: texts }) => texts?.length > 0 && html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;

const Found = ({ leads }) => html`<${Card} title=${t("run.found")}><${Facts} of=${[
  [t("run.people"), number(leads.found)], [t("run.companies"), number(leads.companies)], [t("run.qualified"), number(leads.qualified)],
  [t("run.undecided"), leads.undecided > 0 && number(leads.undecided)], [t("run.handed_over"), number(leads.handed_over)],
  [t("run.known"), leads.known_before > 0 && number(leads.known_before)], [t("run.quality"), percent(leads.average_quality, 0)],
]} /><ul>${leads.sources?.map((one) => html`<li>${word(one.source)}: ${word(one.outcome)}${one.people > 0 && `, ${t("run.source", { n: number(one.people) })}`}
  ${one.why && html` <span class="small">${one.why}</span>`}</li>`)}</ul><${Notes} of=${leads.findings} /></${Card}>`;

const Ads = ({ ads }) => html`<${Card} title=${t("run.ads")}><ul class="story">${ads.platforms?.map((one) => html`<li class=${one.active ? "good" : "warn"}>
  ${one.campaign_id ? html`<a href=${link(`/campaigns/${one.campaign_id}`)}>${word(one.platform)}</a>` : word(one.platform)}
  <${Badge} of=${one.pending ? "under_way" : one.active ? "active" : "stopped"} /> ${one.daily_budget && t("run.a_day", { amount: money(one.daily_budget) })}
  <${Notes} of=${one.findings} /></li>`)}</ul>${ads.shift && html`<p>${ads.shift}</p>`}<${Notes} of=${ads.findings} /></${Card}>`;

const Performance = ({ part }) => html`<${Card} title=${t("run.performance")}>
  <p>${part.score != null && html`<span class="figure">${number(part.score, 2)}</span> ${t("run.score", { low: number(part.low, 2), high: number(part.high, 2) })} `}${part.why}</p>
  <ul>${part.advice?.map((one) => html`<li><strong>${word(one.reader)}</strong> ${one.text} <span class="small">${t("run.if", { what: one.assumption })}</span></li>`)}</ul></${Card}>`;

const Steps = ({ one }) => html`<${Card} title=${t("run.steps")}>
  ${!one.steps?.length && html`<p>${t("run.no_steps")}</p>`}
  <ol class="story">${one.steps?.map((step) => html`<li class=${{ done: "good", failed: "bad" }[step.outcome] ?? "warn"}>
    <strong>${word(step.step)}</strong> <${Badge} of=${step.outcome} tone=${{ done: "good", failed: "bad" }[step.outcome] ?? "warn"} /> <span class="small"><${Time} at=${step.ended_at} whole /></span>
    ${step.revision > 0 && html`<div class="small">${t("run.revision", { n: step.revision })}</div>`}<div>${step.summary}</div></li>`)}</ol>
  ${one.errors?.length > 0 && html`<h3>${t("run.errors")}</h3><ul>${one.errors.map((each) => html`<li>${word(each.agent)}: ${each.cause} <span class="small"><${Time} at=${each.at} whole /></span></li>`)}</ul>`}
</${Card}>`;

const Brief = ({ one: { brief, cost, ...run }, id }) => html`<${Card} title=${t("run.brief")}><${Facts} of=${[
  [t("campaign.title"), html`<a href=${link(`/campaigns/${id}`)}>${t("run.see_campaign")}</a>`],
  [t("brief.offer"), brief.offer], [t("brief.budget"), money(brief.budget)],
  [t("campaign.days"), [day(brief.starts_on), day(brief.ends_on)].join(" – ")],
  [t("brief.platforms"), brief.platforms?.map(word).join(", ")], [t("brief.content"), brief.content?.map(word).join(", ")],
  [t("brief.countries"), brief.audience?.countries?.join(", ")], [t("brief.industries"), brief.audience?.industries?.join(", ")],
  [t("campaign.approval"), t(brief.approval === "none" ? "no" : "yes")], [t("run.by"), run.started_by],
  [t("run.model_cost"), cost?.model_micros > 0 && dollars(cost.model_micros / 1e6)], [t("run.credits"), cost?.source_credits > 0 && number(cost.source_credits)],
]} /></${Card}>`;

function Acts({ one, changed }) {
  const [asking, ask] = useState(null);
  const [step, choose] = useState(STEPS[0]);
  const turn = useAct(async () => {
    const { data } = await act("POST", `api/v1/campaigns/${one.campaign_id}/runs/${one.run_id}/${asking}`, asking === "repeat" ? { step } : undefined);
    changed(data);
    done(t(`run.${asking}_done`));
  });
  const close = () => { ask(null); turn.clear(); };
  const offered = OVER.has(one.state) ? ["repeat"] : [one.state === "paused" ? "resume" : "pause", "stop"];
  return html`${offered.map((name) => html`<button type="button" key=${name} onClick=${() => ask(name)}>${t(`run.${name}`)}</button>`)}
    ${asking && html`<${Confirm} title=${t(`run.${asking}_title`)} confirm=${t(`run.${asking}`)} tone=${asking === "stop" ? "danger" : "primary"} act=${turn} onDone=${close} onClose=${close}>
      <p>${t(`run.${asking}_text`)}</p>
      ${asking === "repeat" && html`<label>${t("run.from")}<select value=${step} onChange=${(event) => choose(event.target.value)}>${STEPS.map((name) =>
        html`<option value=${name} selected=${name === step}>${word(name)}</option>`)}</select></label>`}</${Confirm}>`}`;
}
