// A campaign's runs and what was written for it; another run is begun here.
import { html } from "../dom.js";
import { act } from "../api.js";
import { go, link } from "../address.js";
import { number } from "../format.js";
import { useAct, usePages } from "../loading.js";
import { Badge, Card, Loading, Time, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";

const ORDER = ["waiting", "draft", "approved", "rejected"];
export const OVER = new Set(["stopped", "ended", "failed"]);

export function Runs({ id }) {
  const list = usePages(`api/v1/campaigns/${id}/runs`, { limit: 10 });
  const start = useAct(async () => {
    const { data } = await act("POST", `api/v1/campaigns/${id}/runs`);
    done(t("runs.started"));
    go(`/campaigns/${id}/runs/${data.run_id}`);
  });
  const idle = list.items.every((one) => OVER.has(one.state));
  return html`<${Card} title=${t("runs.title")}>
    <${Some} list=${list} none=${t("runs.none")} />
    <ul class="story">${list.items.map((one) => html`<li key=${one.run_id} class=${{ ended: "good", failed: "bad", stopped: "warn" }[one.state] ?? "info"}>
      <a href=${link(`/campaigns/${id}/runs/${one.run_id}`)}>${t("runs.of")} <${Time} at=${one.created_at} whole /></a> <${Badge} of=${one.state} />
      <div class="small">${one.why ?? (OVER.has(one.state) ? "" : t("runs.at", { step: word(one.step) }))}</div></li>`)}</ul>
    <${Trouble} of=${start.error} />
    ${!list.loading && idle && may("baton/campaigns.write") && html`<div class="actions"><button type="button" disabled=${start.busy}
      onClick=${() => start.run()}>${t(start.busy ? "working" : "runs.start")}</button></div>`}</${Card}>`;
}

// Those that wait for a person first.
export function Content({ id }) {
  const list = usePages(`api/v1/campaigns/${id}/content`, { limit: 50 });
  const items = list.items.toSorted((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));
  return html`<${Card} title=${t("content.title")}>
    <${Some} list=${list} none=${t("content.none")} />
    ${items.length > 0 && html`<${Pieces} id=${id} items=${items} />`}
    ${list.cursor && html`<button type="button" disabled=${list.loading} onClick=${list.more}>${t("list.more")}</button>`}</${Card}>`;
}

export const Pieces = ({ id, items }) => html`<div class="scroll" tabindex="0" role="region" aria-label=${t("content.title")}>
  <table class="listing plain-cards"><caption class="unseen">${t("content.title")}</caption>
  <thead><tr><th scope="col">${t("content.piece")}</th><th scope="col">${t("content.state")}</th><th scope="col" class="end">${t("content.score")}</th>
    <th scope="col" class="end">${t("content.findings")}</th><th scope="col">${t("content.written_by")}</th></tr></thead>
  <tbody>${items.map((one) => html`<tr key=${one.piece_id}><td><a class="whole" href=${link(`/campaigns/${id}/content/${one.piece_id}`)}>${nameOf(one)}</a></td>
    <td data-title=${t("content.state")}><${Badge} of=${one.status} /></td><td data-title=${t("content.score")} class="end">${number(one.score ?? one.grade)}</td>
    <td data-title=${t("content.findings")} class="end">${number(one.findings)}</td><td data-title=${t("content.written_by")}>${word(one.written_by)}</td></tr>`)}</tbody></table></div>`;

export function nameOf(one) {
  const parts = [word(one.kind), one.platform && word(one.platform), word(one.language), one.variant !== "a" && t("content.variant", { name: one.variant })];
  const name = parts.filter(Boolean).join(", ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const Some = ({ list, none }) => html`<${Trouble} of=${list.error} again=${list.again} />
  ${!list.items.length && list.loading && html`<${Loading} />`}
  ${!list.items.length && !list.loading && !list.error && html`<p>${none}</p>`}`;
