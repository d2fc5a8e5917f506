// What may change in a campaign while it runs: its name, budget, last day, and whether texts need approval.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { Dialog, done } from "../parts.js";
import { t } from "../texts.js";
import { Form } from "./form.js";

export function CampaignEdit({ one, changed, again }) {
  const [open, show] = useState(false);
  const close = () => show(false);
  const { details } = one;
  const fields = [
    { name: "name", title: t("campaign.name"), required: true },
    ...(one.ad_plan || one.brief ? [] : [{ name: "daily_budget", title: t("campaign.budget"), kind: "money", required: true, hint: t("form.money_hint") }]),
    { name: "ends_on", title: t("campaign.ends_on"), kind: "day" },
    { name: "approved", pointer: "/approval", title: t("campaign.approval"), kind: "check" },
  ];
  const save = async ({ name, daily_budget, ends_on, approved }) => {
    const wanted = { name, daily_budget, ends_on: ends_on ?? null, approval: approved ? "required" : "none" };
    const before = { ...details, ends_on: details.ends_on ?? null };
    const body = Object.fromEntries(Object.entries(wanted).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])));
    if (Object.keys(body).length) {
      const { data } = await act("PATCH", `api/v1/campaigns/${one.campaign_id}`, body, { ifMatch: one.version });
      changed(data);
    }
    close();
    done(t("campaign.saved"));
  };
  return html`<button type="button" onClick=${() => show(true)}>${t("campaign.edit")}</button>
    ${open && html`<${Dialog} title=${t("campaign.edit_title")} onClose=${close}>
      <${Form} fields=${fields} document=${{ ...details, approved: details.approval === "required" }} save=${save} again=${() => { close(); again(); }} onCancel=${close} /></${Dialog}>`}`;
}
