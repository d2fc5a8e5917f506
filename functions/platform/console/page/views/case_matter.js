// What a case is about, as people read it: texts to approve, messages to a segment, a question, or plain facts.
import { html } from "../dom.js";
import { link } from "../address.js";
import { number, percent } from "../format.js";
import { useDocument } from "../loading.js";
import { Card, Facts, Loading, Time, Trouble } from "../parts.js";
import { has, may } from "../session.js";
import { t, word } from "../texts.js";
import { nameOf } from "./campaign_runs.js";

// Where its subject is looked at; null if that has no page.
export function placeOf({ subject, subject_id: id, case: known }) {
  if (subject === "lead" || subject === "reply") return link(`/leads/${id}`);
  if (subject === "campaign") return link(`/campaigns/${id}`);
  return subject === "content" ? link(`/campaigns/${id}/runs/${known.run_id}`) : null;
}

// `out` are the ids of pieces that are left out; `leave` changes them, if the person may decide.
export function Matter({ one, out, leave }) {
  if (one.subject === "content") return html`<${Texts} one=${one} out=${out} leave=${leave} />`;
  if (one.subject === "message_set") return html`<${Messages} known=${one.case} />`;
  return html`${one.subject === "support_ticket" && has("gtm") && may("baton/support.read") && html`<${Question} id=${one.subject_id} />`}
    <${Card} title=${t("case.known")}><${Known} of=${one.case} />
      <p class="small">${t("case.by", { agent: word(one.opened_by) })} <${Time} at=${one.opened_at} whole /></p></${Card}>`;
}

const Texts = ({ one, out, leave }) => html`<div class="stack">${one.case.pieces.map((piece) => html`<section class="card" key=${piece.piece_id} aria-label=${nameOf(piece)}>
    <div class="row"><h2><a href=${link(`/campaigns/${one.subject_id}/content/${piece.piece_id}`)}>${nameOf(piece)}</a></h2>
      ${leave && html`<label class="beside"><input type="checkbox" checked=${!out.includes(piece.piece_id)} aria-label=${t("case.goes_out", { what: nameOf(piece) })}
        onChange=${(event) => leave(event.target.checked ? out.filter((id) => id !== piece.piece_id) : [...out, piece.piece_id])} />${t("case.may_go")}</label>`}</div>
    ${Object.entries(Object.groupBy(piece.text, (part) => part.name)).map(([name, parts]) => html`<h3 class="name">${word(name)}</h3>${parts.map((part) => html`<p class="letter">${part.text}</p>`)}`)}
    ${piece.advice?.length > 0 && html`<ul class="small">${piece.advice.map((each) => html`<li>${each.reason ?? each}</li>`)}</ul>`}</section>`)}</div>`;

const Messages = ({ known }) => html`<${Card} title=${t("case.messages")}><${Facts} of=${[
  [t("case.segment"), word(known.segment_id)], [t("case.recipients"), number(known.recipients)], [t("case.purpose"), word(known.purpose)],
  [t("case.offer"), known.offer && t("case.percent_off", { n: known.offer.percent, code: known.offer.code ?? "", days: known.offer.days })],
]} />
  ${known.left_out?.length > 0 && html`<h3>${t("case.left_out")}</h3><ul>${known.left_out.map((each) => html`<li>${number(each.customers)}: ${each.why}</li>`)}</ul>`}
  ${known.drafts.map((draft) => html`<div class="draft"><h3>${t("case.draft_for", { n: number(draft.recipients), language: word(draft.language) })}</h3>
    <div class="letter"><strong>${draft.subject}</strong><div>${draft.body}</div></div></div>`)}</${Card}>`;

// What a ticket asks, beside its answer while that is written.
export function Asked({ id }) {
  const turns = useDocument(`api/v1/gtm/support/tickets/${id}`).data?.turns ?? [];
  return html`<p class="letter">${turns.findLast((turn) => turn.speaker === "asker")?.text}</p>`;
}

function Question({ id }) {
  const found = useDocument(`api/v1/gtm/support/tickets/${id}`);
  return html`<${Card} title=${t("case.conversation")}><${Trouble} of=${found.error} again=${found.again} />${found.loading && html`<${Loading} />`}
    <ol class="story">${found.data?.turns.map((turn) => html`<li class=${turn.speaker === "asker" ? "info" : "good"}><strong>${word(turn.speaker)}</strong> <${Time} at=${turn.at} whole />
      <p class="text">${turn.text}</p></li>`)}</ol></${Card}>`;
}

const SHARES = new Set(["confidence"]);

// Facts of any depth: plain ones by name, lists as lists, what is nested below its own name.
function Known({ of: known }) {
  const pairs = Object.entries(known ?? {}).filter(([, value]) => value != null && value !== "");
  const { review } = known ?? {};
  return html`<${Facts} of=${pairs.filter(([, value]) => typeof value !== "object").map(([name, value]) => [word(name), plain(name, value)])} />
    ${review && html`<h3>${t("case.found")}</h3><ul>${review.findings.filter((each) => each.triggered).map((each) => html`<li>${each.text}</li>`)}</ul>`}
    ${pairs.filter(([name, value]) => name !== "review" && typeof value === "object").map(([name, value]) => html`<h3 class="name">${word(name)}</h3><${Nested} of=${value} />`)}`;
}

const Nested = ({ of: value }) => (Array.isArray(value)
  ? html`<ul>${value.map((each) => html`<li>${typeof each === "object" ? html`<${Known} of=${each} />` : String(each)}</li>`)}</ul>`
  : html`<${Known} of=${value} />`);

function plain(name, value) {
  if (SHARES.has(name)) return percent(value, 0);
  if (typeof value === "number") return number(value, 3);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return /^[a-z_]+$/.test(value) ? word(value) : value;
}
