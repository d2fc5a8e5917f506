// What alarms led to, and work that was put aside.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { moment } from "../format.js";
import { Listing } from "../listing.js";
import { useAct, useDocument, usePages } from "../loading.js";
import { Badge, Card, Confirm, Empty, Loading, Time, Title, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";

export default function Incidents() {
  const list = usePages("api/v1/incidents", { limit: 25 });
  return html`<${Title} lead=${t("incidents.lead")}>${t("incidents.title")}</${Title}>
    <${Trouble} of=${list.error} again=${list.again} />
    ${list.loading && !list.items.length && html`<${Loading} />`}
    ${!list.loading && !list.error && !list.items.length && html`<${Empty} title=${t("incidents.empty.title")}>${t("incidents.empty.text")}</${Empty}>`}
    <div class="stack">${list.items.map((one) => html`<${Incident} key=${one.incident_id} one=${one} />`)}
      ${list.cursor && html`<p class="more"><button type="button" onClick=${list.more} disabled=${list.loading}>${t("list.more")}</button></p>`}
      ${may("baton/outbox.read") && html`<${Parked} />`}</div>`;
}

function Incident({ one }) {
  const state = one.recovered ? "incident.recovered" : one.closed_at ? "incident.closed" : "incident.open";
  const acts = [...one.recoveries, ...one.notices];
  return html`<${Card} title=${one.alarm} tone=${one.closed_at ? "" : "bad"}>
    <p><${Badge} of=${t(state)} tone=${one.closed_at ? "good" : "bad"} /> <${Time} at=${one.opened_at} whole />${one.closed_at && html` – <${Time} at=${one.closed_at} whole />`}</p>
    ${(one.summary || one.alarm_reason) && html`<p class="text">${one.summary || one.alarm_reason}</p>`}
    ${one.diagnoses.length > 0 && html`<h3>${t("incident.diagnoses")}</h3><ul>${one.diagnoses.map((found) => html`<li>${found.text}</li>`)}</ul>`}
    ${acts.length > 0 && html`<h3>${t("incident.done")}</h3><ul>${acts.map((done) => html`<li>${done.what} <${Badge} of=${done.state} /> <${Time} at=${done.at} whole /> ${done.reason ?? ""}</li>`)}</ul>`}
    ${one.evidence.length > 0 && html`<details><summary>${t("incident.evidence", { n: one.evidence.length })}</summary>
      <ul class="small">${one.evidence.map((seen) => html`<li><strong>${seen.source}</strong> ${seen.text}</li>`)}</ul></details>`}
    ${one.runbook && html`<p class="small">${t("incident.runbook")}: ${one.runbook}</p>`}
  </${Card}>`;
}

function Parked() {
  const found = useDocument("api/v1/outbox/parked");
  const [chosen, choose] = useState(null);
  const again = useAct(async () => {
    await act("POST", `api/v1/outbox/parked/${encodeURIComponent(chosen.entry_id)}/redrive`);
    await found.again();
    done(t("parked.given"));
  });
  const columns = [
    { title: t("parked.work"), text: (one) => word(one.work) },
    { title: t("parked.about"), text: (one) => one.subject_id },
    { title: t("parked.since"), text: (one) => moment(one.parked_at), cell: (one) => html`<${Time} at=${one.parked_at} />` },
    { title: t("parked.reason"), text: (one) => one.reason },
    { title: t("parked.attempts"), text: (one) => one.attempts, end: true },
    { title: t("parked.act"), cell: (one) => may("baton/outbox.redrive") && html`<button type="button" onClick=${() => choose(one)}>${t("parked.again")}</button>` },
  ];
  return html`<div class="part"><h2>${t("parked.title")}</h2><p class="lead">${t("parked.lead")}</p>
    <${Listing} list=${{ items: found.data?.items ?? [], loading: found.loading, error: found.error, again: found.again }} columns=${columns}
      caption=${t("parked.title")} csv="parked" rowKey=${(one) => one.entry_id} empty=${html`<p>${t("parked.empty")}</p>`} />
    ${chosen && html`<${Confirm} title=${t("parked.again_title")} confirm=${t("parked.again")} act=${again}
      onDone=${() => choose(null)} onClose=${() => choose(null)}><p>${t("parked.again_text")}</p></${Confirm}>`}</div>`;
}
