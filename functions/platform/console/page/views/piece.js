// One piece of a campaign's content: read with what the checks found, changed, approved or rejected.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { link } from "../address.js";
import { number } from "../format.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Facts, Loading, Time, Title, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";
import { nameOf } from "./campaign_runs.js";
import { Form } from "./form.js";

const OPEN = new Set(["waiting", "draft"]);
const NOBODY_ANSWERS_FOR = new Set(["safety", "format"]);

export default function Piece({ given: { id, piece } }) {
  const found = useDocument(`api/v1/campaigns/${id}/content/${piece}`);
  const [doing, start] = useState(null);
  const one = found.data;
  if (found.error && !one) return html`<${Title}>${t("piece.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!one) return html`<${Loading} />`;
  const writes = may("baton/campaigns.write");
  const open = OPEN.has(one.status) && doing !== "edit";
  const close = () => start(null);
  return html`<${Title} actions=${html`<${Badge} of=${one.status} />`}>${nameOf(one)}</${Title}>
    <div class="columns"><div class="stack">
      <${Card} title=${t("piece.text")}>${doing === "edit"
    ? html`<${Editor} key=${one.version} one=${one} again=${found.again} changed=${(data) => { found.set(data); close(); }} close=${close} />`
    : one.text.parts.map((part, place) => html`${part.name !== one.text.parts[place - 1]?.name && html`<h3 class="name">${word(part.name)}</h3>`}<p class="letter">${marked(part.text, place, one.findings ?? [])}</p>`)}</${Card}>
      ${writes && open && html`<div class="actions sticky"><button type="button" class="primary" onClick=${() => start("approve")}>${t("piece.approve")}</button>
        <button type="button" onClick=${() => start("edit")}>${t("piece.edit")}</button>
        <button type="button" onClick=${() => start("reject")}>${t("piece.reject")}</button></div>`}
      ${open && !writes && html`<p>${t("piece.not_yours")} ${one.escalation_id && html`<a href=${link(`/cases/${one.escalation_id}`)}>${t("piece.case")}</a>`}</p>`}
    </div><div class="stack">
      <${Findings} of=${one.findings ?? []} />
      <${About} one=${one} id=${id} />
    </div></div>
    ${["approve", "reject"].includes(doing) && html`<${Decide} key=${doing} one=${one} verdict=${doing} changed=${found.set} again=${found.again} close=${close} />`}`;
}

// A part's text with what the checks found underlined. Places count characters, not code units.
function marked(text, part, findings) {
  const signs = Array.from(text);
  const places = findings.filter((one) => one.span?.part === part && one.span.end > one.span.begin).toSorted((one, other) => one.span.begin - other.span.begin);
  const shown = [];
  let at = 0;
  for (const { span, reason } of places) {
    if (span.begin < at) continue;
    shown.push(signs.slice(at, span.begin).join(""), html`<mark title=${reason}>${signs.slice(span.begin, span.end).join("")}</mark>`);
    at = span.end;
  }
  return [...shown, signs.slice(at).join("")];
}

const Findings = ({ of: findings }) => html`<${Card} title=${t("piece.findings")}>
  ${!findings.length && html`<p>${t("piece.no_findings")}</p>`}
  <ul class="story">${findings.map((one) => html`<li class=${one.severity === "fault" ? "bad" : "info"}><${Badge} of=${one.severity} tone=${one.severity === "fault" ? "bad" : "info"} />
    <strong>${word(one.rule)}</strong><div>${one.reason}</div><div class="small">${one.fix}</div></li>`)}</ul></${Card}>`;

const About = ({ one, id }) => html`<${Card} title=${t("piece.about")}><${Facts} of=${[
  [t("content.score"), t("piece.of_100", { n: number(one.grade) })],
  [t("content.written_by"), word(one.written_by)],
  [t("piece.why"), one.reason],
  [t("campaign.title"), html`<a href=${link(`/campaigns/${id}`)}>${t("run.see_campaign")}</a>`],
  [t("run.title"), html`<a href=${link(`/campaigns/${id}/runs/${one.run_id}`)}>${t("piece.run")}</a>`],
  [t("campaign.case"), one.escalation_id && html`<a href=${link(`/cases/${one.escalation_id}`)}>${t("piece.case")}</a>`],
  [t("piece.decided"), one.decision && html`${t(one.decision.approved ? "piece.approved" : "piece.rejected")} ${one.decision.by}, <${Time} at=${one.decision.at} whole />`],
  [t("piece.note"), one.decision?.note],
]} />
  ${one.passages?.length > 0 && html`<details><summary>${t("piece.sources", { n: one.passages.length })}</summary>${one.passages.map((each) => html`<p class="letter">${each.quote}</p>`)}</details>`}
  ${one.edits?.length > 0 && html`<details><summary>${t("piece.edits", { n: one.edits.length })}</summary>${one.edits.map((each) => html`<p class="small">${each.by}, <${Time} at=${each.at} whole /></p>
    ${each.before.parts.map((part) => html`<p class="letter">${part.text}</p>`)}`)}</details>`}</${Card}>`;

function Editor({ one, changed, again, close }) {
  const fields = one.text.parts.map((part, place) => ({ name: `parts.${place}.text`, title: word(part.name), kind: "long" }));
  const save = async (document) => {
    const { data } = await act("PUT", `api/v1/campaigns/${one.campaign_id}/content/${one.piece_id}`, document, { ifMatch: one.version });
    changed(data);
    done(t("piece.saved"));
  };
  return html`<${Form} fields=${fields} document=${one.text} save=${save} again=${again} onCancel=${close} />`;
}

function Decide({ one, verdict, changed, again, close }) {
  const [note, write] = useState("");
  const [vouched, vouch] = useState([]);
  const rules = [...new Set((one.findings ?? []).filter((each) => each.severity === "fault" && !NOBODY_ANSWERS_FOR.has(each.check)).map((each) => each.rule))];
  const decide = useAct(async () => {
    const body = { approve: verdict === "approve", ...(note.trim() ? { note: note.trim() } : {}), ...(verdict === "approve" ? { vouched } : {}) };
    const { data } = await act("POST", `api/v1/campaigns/${one.campaign_id}/content/${one.piece_id}/decision`, body, { ifMatch: one.version });
    changed(data);
    done(t("piece.thanks"));
  });
  return html`<${Confirm} title=${t(`piece.${verdict}_title`)} confirm=${t(`piece.${verdict}`)} tone=${verdict === "reject" ? "danger" : "primary"} act=${decide}
      again=${again} disabled=${verdict === "approve" && rules.some((rule) => !vouched.includes(rule))} onDone=${close} onClose=${close}>
    <p>${t(`piece.${verdict}_text`)}</p>
    ${verdict === "approve" && rules.map((rule) => html`<p class="field check"><label for=${`vouch-${rule}`}>${t("piece.vouch", { rule: word(rule) })}</label>
      <input id=${`vouch-${rule}`} type="checkbox" checked=${vouched.includes(rule)} onChange=${(event) => vouch(event.target.checked ? [...vouched, rule] : vouched.filter((each) => each !== rule))} /></p>`)}
    <label>${t("case.note")}<textarea value=${note} maxlength="1000" onInput=${(event) => write(event.target.value)}></textarea></label>
  </${Confirm}>`;
}
