// One case: what is asked, what is recommended, what it is about, and the decision.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Facts, Loading, Time, Title, Trouble, done } from "../parts.js";
import { may, person } from "../session.js";
import { t, word } from "../texts.js";
import { Asked, Matter, placeOf } from "./case_matter.js";

export default function Case({ given: { id } }) {
  const found = useDocument(`api/v1/escalations/${id}`);
  const [verdict, choose] = useState(null);
  const [out, leave] = useState([]);
  const one = found.data;
  if (found.error && !one) return html`<${Title}>${t("case.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!one) return html`<${Loading} />`;
  const open = one.status === "open" && new Date(one.expires_at) > Date.now();
  const decides = open && may("baton/escalations.decide");
  const about = placeOf(one);
  const approve = one.subject === "support_ticket" ? t("case.answer") : out.length ? t("case.approve_but", { n: out.length }) : t("case.approve");
  return html`<${Title} actions=${html`<${Badge} of=${one.status} />`}>${t("case.about", { what: word(one.subject) })}</${Title}>
    <${Card}><p><strong>${one.reason}</strong></p>
      ${one.subject === "content" ? html`<p>${t("case.content_how")}</p>` : one.recommendations.length > 0 && html`<h2>${t("case.recommended")}</h2>
        <ul>${one.recommendations.map((text) => html`<li>${text}</li>`)}</ul>`}
      ${about && html`<p><a href=${about}>${t("case.look", { what: word(one.subject) })}</a></p>`}
      ${open && html`<p class="small">${t("case.until")} <${Time} at=${one.expires_at} whole /> (<${Time} at=${one.expires_at} />). ${t("case.then")}</p>`}
    </${Card}>
    ${one.decision && html`<${Decided} decision=${one.decision} />`}
    ${decides && html`<div class="actions sticky">
      <button type="button" class="primary" onClick=${() => choose(out.length ? "change" : "approve")}>${approve}</button>
      <button type="button" onClick=${() => choose("refuse")}>${t("case.refuse")}</button>
      ${proposalOf(one) && html`<button type="button" onClick=${() => choose("change")}>${t("case.change")}</button>`}
    </div>`}
    ${open && !decides && html`<p>${t("case.not_yours")}</p>`}
    <${Matter} one=${one} out=${out} leave=${decides ? leave : null} />
    ${verdict && html`<${Decide} one=${one} verdict=${verdict} out=${out} approve=${approve} close=${() => choose(null)} decided=${found.set} again=${found.again} />`}`;
}

const Decided = ({ decision }) => html`<${Card} tone="good" title=${t("case.decided")}>
  <p>${word(decision.verdict)}, ${decision.decided_by === person()?.id ? t("case.by_you") : decision.decided_by}, <${Time} at=${decision.at} whole /></p>${decision.note && html`<p class="letter">${decision.note}</p>`}
  ${Object.keys(decision.changes ?? {}).length > 0 && html`<${Facts} of=${Object.entries(decision.changes).map(([name, value]) => [word(name), value])} />`}
</${Card}>`;

// The parameters that a person may set otherwise, if the case proposes any.
function proposalOf(one) {
  const proposals = one.case.review?.proposals ?? [];
  const found = Object.assign({}, ...proposals.map((proposal) => proposal.parameters ?? {}));
  return Object.keys(found).length ? found : null;
}

// A ticket's note is the answer that goes to whoever asked.
function Decide({ one, verdict, out, approve, close, decided, again }) {
  const [note, write] = useState("");
  const proposed = proposalOf(one) ?? {};
  const [changes, change] = useState(proposed);
  const decide = useAct(async () => {
    const rejected = Object.fromEntries(out.map((id) => [id, "reject"]));
    const changed = verdict === "change" ? { changes: out.length ? rejected : typed(changes, proposed) } : {};
    const body = { verdict, ...(note.trim() ? { note: note.trim() } : {}), ...changed };
    const { data } = await act("POST", `api/v1/escalations/${one.escalation_id}/decision`, body, { ifMatch: one.version });
    decided(data);
    done(t("case.thanks"));
  });
  const answers = one.subject === "support_ticket" && verdict === "approve";
  return html`<${Confirm} title=${answers ? t("case.answer_title") : t(`case.${verdict}_title`)} confirm=${verdict === "approve" || out.length && verdict === "change" ? approve : t(`case.${verdict}`)} act=${decide}
    tone=${verdict === "refuse" ? "danger" : "primary"} again=${again} disabled=${answers && !note.trim()} onDone=${close} onClose=${close}>
    <p>${t("case.once")}</p>
    ${answers && may("baton/support.read") && html`<${Asked} id=${one.subject_id} />`}
    ${verdict === "change" && Object.entries(proposed).map(([name, value]) => html`<label>${word(name)}
      <input value=${changes[name]} type=${typeof value === "number" ? "number" : "text"} step="any"
        onInput=${(event) => change({ ...changes, [name]: event.target.value })} /></label>`)}
    <label>${t(answers ? "case.answer_text" : "case.note")}<textarea value=${note} maxlength="2000" onInput=${(event) => write(event.target.value)}></textarea></label>
  </${Confirm}>`;
}

const typed = (changes, proposed) => Object.fromEntries(Object.entries(changes)
  .filter(([name, value]) => String(value) !== String(proposed[name]))
  .map(([name, value]) => [name, typeof proposed[name] === "number" ? Number(value) : value]));
