// Texts that wait for approval, over all leads, the newest lead first.
import { html } from "../dom.js";
import { useDocument, usePages } from "../loading.js";
import { Empty, Filters, Loading, Title, Trouble } from "../parts.js";
import { has, may } from "../session.js";
import { t } from "../texts.js";
import { Draft } from "./draft_editor.js";

export default function Drafts({ query }) {
  const approval = query.approval ?? "awaited";
  const campaigns = useDocument(has("campaigns") && may("baton/campaigns.read") ? "api/v1/campaigns" : null, { query: { limit: 100 } });
  const list = usePages("api/v1/drafts", { approval, campaign_id: query.campaign_id, limit: 50 });
  const change = (given) => list.change((items) => items.map((one) => (one.lead_id !== given.lead_id ? one
    : { ...one, version: given.version, draft: given.items.find((draft) => draft.step === one.draft.step) ?? one.draft })));
  const fields = [
    { name: "approval", title: t("drafts.state"), options: ["awaited", "approved", "refused", "not_needed"], required: true },
    ...(campaigns.data?.items.length ? [{ name: "campaign_id", title: t("drafts.campaign"),
      options: campaigns.data.items.map((one) => ({ value: one.campaign_id, title: one.details.name })) }] : []),
  ];
  return html`<${Title} lead=${t("drafts.lead")}>${t("drafts.title")}</${Title}>
    <${Filters} fields=${fields} query=${{ ...query, approval }} />
    <${Trouble} of=${list.error} again=${list.again} />
    ${list.loading && !list.items.length && html`<${Loading} />`}
    ${!list.loading && !list.error && !list.items.length && !list.cursor
      && html`<${Empty} title=${t("drafts.empty.title")}>${t("drafts.empty.text")}</${Empty}>`}
    <div class="stack">${byLead(list.items).map(([first, ...rest]) => html`<section class="card" key=${first.lead_id} aria-label=${first.name}>
      <h2>${t("drafts.to")} <a href=${`#/leads/${first.lead_id}`}>${first.name}</a></h2>${[first, ...rest].map((one) =>
        html`<${Draft} key=${one.draft.step} id=${one.lead_id} draft=${one.draft} version=${one.version} changed=${change} again=${list.again} />`)}</section>`)}</div>
    ${list.cursor && html`<p class="more"><button type="button" disabled=${list.loading} onClick=${list.more}>${t("drafts.more")}</button></p>`}`;
}

const byLead = (items) => Object.values(Object.groupBy(items, (one) => one.lead_id));
