// One case: what is asked, what is recommended, what it is about, and the decision.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Facts, Loading, Time, Title, Trouble, done } from "../parts.js";
import { may, person } from "../session.js";
import { t, word } from "../texts.js";

const VIEW_OF = { lead: "leads", campaign: "campaigns" };

export default function Case({ given: { id } }) {
  const found = useDocument(`api/v1/escalations/${id}`);
  const [verdict, choose] = useState(null);
  const one = found.data;
  if (found.error && !one) return html`<${Title}>${t("case.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!one) return html`<${Loading} />`;
  const open = one.status === "open" && new Date(one.expires_at) > Date.now();
  const about = VIEW_OF[one.subject] ? `#/${VIEW_OF[one.subject]}/${one.subject_id}` : null;
  return html`<${Title} actions=${html`<${Badge} of=${one.status} />`}>${t("case.about", { what: word(one.subject) })}</${Title}>
    <${Card}><p><strong>${one.reason}</strong></p>
      ${one.recommendations.length > 0 && html`<h2>${t("case.recommended")}</h2>
        <ul>${one.recommendations.map((text) => html`<li>${text}</li>`)}</ul>`}
      ${about && html`<p><a href=${about}>${t("case.look", { what: word(one.subject) })}</a></p>`}
      ${open && html`<p class="small">${t("case.until")} <${Time} at=${one.expires_at} whole /> (<${Time} at=${one.expires_at} />). ${t("case.then")}</p>`}
    </${Card}>
    ${one.decision && html`<${Decided} decision=${one.decision} />`}
    ${open && may("baton/escalations.decide") && html`<div class="actions sticky">
      <button type="button" class="primary" onClick=${() => choose("approve")}>${t("case.approve")}</button>
      <button type="button" onClick=${() => choose("refuse")}>${t("case.refuse")}</button>
      ${proposalOf(one) && html`<button type="button" onClick=${() => choose("change")}>${t("case.change")}</button>`}
    </div>`}
    ${open && !may("baton/escalations.decide") && html`<p>${t("case.not_yours")}</p>`}
    <${Card} title=${t("case.known")}><${Facts} of=${Object.entries(one.case).filter(([, value]) => typeof value !== "object")
      .map(([name, value]) => [word(name), /^[a-z_]+$/.test(value) ? word(value) : String(value)])} />
      ${one.case.review && html`<h3>${t("case.found")}</h3><ul>${one.case.review.findings.filter((found) => found.triggered).map((found) => html`<li>${found.text}</li>`)}</ul>`}
      ${Object.entries(one.case).filter(([name, value]) => name !== "review" && value && typeof value === "object").map(([name, value]) =>
        html`<h3>${word(name)}</h3><ul>${listed(value).map((text) => html`<li>${text}</li>`)}</ul>`)}
      <p class="small">${t("case.by", { agent: word(one.opened_by) })} <${Time} at=${one.opened_at} whole /></p>
    </${Card}>
    ${verdict && html`<${Decide} one=${one} verdict=${verdict} close=${() => choose(null)} decided=${found.set} />`}`;
}

// What a case holds beyond plain facts, as lines.
const listed = (value) => (Array.isArray(value) ? value.map((one) => (typeof one === "object" ? JSON.stringify(one) : String(one)))
  : Object.entries(value).map(([name, one]) => `${word(name)}: ${typeof one === "object" ? JSON.stringify(one) : one}`));

const Decided = ({ decision }) => html`<${Card} tone="good" title=${t("case.decided")}>
  <p>${word(decision.verdict)}, ${decision.decided_by === person()?.id ? t("case.by_you") : decision.decided_by},
    <${Time} at=${decision.at} whole /></p>${decision.note && html`<p class="letter">${decision.note}</p>`}
  ${Object.keys(decision.changes ?? {}).length > 0 && html`<${Facts} of=${Object.entries(decision.changes).map(([name, value]) => [word(name), value])} />`}
</${Card}>`;

// The parameters that a person may set otherwise, if the case proposes any.
function proposalOf(one) {
  const proposals = one.case.review?.proposals ?? [];
  const found = Object.assign({}, ...proposals.map((proposal) => proposal.parameters ?? {}));
  return Object.keys(found).length ? found : null;
}

function Decide({ one, verdict, close, decided }) {
  const [note, write] = useState("");
  const proposed = proposalOf(one) ?? {};
  const [changes, change] = useState(proposed);
  const decide = useAct(async () => {
    const changed = verdict === "change" ? { changes: typed(changes, proposed) } : {};
    const body = { verdict, ...(note.trim() ? { note: note.trim() } : {}), ...changed };
    const { data } = await act("POST", `api/v1/escalations/${one.escalation_id}/decision`, body, { ifMatch: one.version });
    decided(data);
    done(t("case.thanks"));
  });
  return html`<${Confirm} title=${t(`case.${verdict}_title`)} confirm=${t(`case.${verdict}`)} act=${decide}
    tone=${verdict === "refuse" ? "danger" : "primary"} onDone=${close} onClose=${close}>
    <p>${t("case.once")}</p>
    ${verdict === "change" && Object.entries(proposed).map(([name, value]) => html`<label>${word(name)}
      <input value=${changes[name]} type=${typeof value === "number" ? "number" : "text"} step="any"
        onInput=${(event) => change({ ...changes, [name]: event.target.value })} /></label>`)}
    <label>${t("case.note")}<textarea value=${note} maxlength="2000" onInput=${(event) => write(event.target.value)}></textarea></label>
  </${Confirm}>`;
}

const typed = (changes, proposed) => Object.fromEntries(Object.entries(changes)
  .filter(([name, value]) => String(value) !== String(proposed[name]))
  .map(([name, value]) => [name, typeof proposed[name] === "number" ? Number(value) : value]));
