// What a lead's plan writes: read, changed, approved or refused.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Time, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";

export function Drafts({ id }) {
  const found = useDocument(`api/v1/leads/${id}/drafts`);
  const items = found.data?.items ?? [];
  if (found.error) return html`<${Trouble} of=${found.error} again=${found.again} />`;
  if (!items.length) return null;
  return html`<${Card} title=${t("draft.title")}>${items.map((one) =>
    html`<${Draft} key=${one.step} id=${id} draft=${one} version=${found.data.version} changed=${found.set} again=${found.again} />`)}</${Card}>`;
}

export function Draft({ id, draft, version, changed, again }) {
  const [editing, edit] = useState(false);
  const [refusing, refuse] = useState(false);
  const open = !draft.settled && may("baton/drafts.decide");
  const path = `api/v1/leads/${id}/drafts/${draft.step}`;
  const decide = useAct(async (verdict, note) => {
    const { data } = await act("POST", `${path}/decision`, { verdict, ...(note ? { note } : {}) }, { ifMatch: version });
    changed(data);
    done(t(verdict === "approve" ? "draft.approved" : "draft.refused"));
  });
  return html`<article class="draft" aria-label=${t("draft.step", { n: draft.step })}>
    <h3>${t("draft.step", { n: draft.step })} · ${word(draft.channel)} · <${Time} at=${draft.at} whole /></h3>
    <p>${draft.approval !== "not_needed" && html`<${Badge} of=${draft.approval} /> `}
      <span class="small">${t("draft.by", { who: word(draft.written_by) })}
      ${draft.decided_by && ` · ${draft.decided_by}`}${draft.note && `: ${draft.note}`}</span></p>
    ${editing
    ? html`<${Editor} path=${path} draft=${draft} version=${version} changed=${changed} close=${() => edit(false)} />`
    : html`<div class="letter">${draft.subject && html`<strong>${draft.subject}</strong>`}<div>${draft.body}</div></div>
      ${draft.settled && html`<p class="small">${t("draft.settled")} ${draft.settled}</p>`}
      <${Trouble} of=${decide.error} again=${decide.error?.status === 412 ? again : null} />
      ${open && html`<div class="actions">
        <button type="button" class="primary" disabled=${decide.busy || draft.approval === "approved"}
          onClick=${() => decide.run("approve")}>${t("draft.approve")}</button>
        <button type="button" onClick=${() => edit(true)}>${t("draft.edit")}</button>
        <button type="button" onClick=${() => refuse(true)}>${t("draft.refuse")}</button></div>`}`}
    ${refusing && html`<${Refusal} act=${decide} close=${() => refuse(false)} />`}
  </article>`;
}

function Refusal({ act: decide, close }) {
  const [note, write] = useState("");
  return html`<${Confirm} title=${t("draft.refuse_title")} confirm=${t("draft.refuse")} tone="danger"
    act=${{ ...decide, run: () => decide.run("refuse", note.trim()) }} onDone=${close} onClose=${close}>
    <p>${t("draft.refuse_text")}</p>
    <label>${t("case.note")}<textarea value=${note} maxlength="500" onInput=${(event) => write(event.target.value)}></textarea></label>
  </${Confirm}>`;
}

function Editor({ path, draft, version, changed, close }) {
  const [subject, setSubject] = useState(draft.subject ?? "");
  const [body, setBody] = useState(draft.body);
  const save = useAct(async () => {
    const given = draft.subject == null ? { body } : { subject, body };
    const { data } = await act("PUT", path, given, { ifMatch: version });
    changed(data);
    close();
    done(t("draft.saved"));
  });
  return html`<form class="stack" onSubmit=${(event) => { event.preventDefault(); save.run(); }}>
    ${draft.subject != null && html`<label>${t("draft.subject")}<input value=${subject} maxlength="200" required
      onInput=${(event) => setSubject(event.target.value)} /></label>`}
    <label>${t("draft.body")}<textarea value=${body} maxlength="5000" required rows="10"
      onInput=${(event) => setBody(event.target.value)}></textarea></label>
    <${Trouble} of=${save.error} />
    <div class="actions"><button type="submit" class="primary" disabled=${save.busy}>${t("save")}</button>
      <button type="button" onClick=${close}>${t("cancel")}</button></div>
  </form>`;
}
