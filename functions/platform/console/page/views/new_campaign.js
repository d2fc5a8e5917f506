// A new campaign: by a brief, which the agents carry out, or one that runs elsewhere and is looked at here.
import { html } from "../dom.js";
import { act } from "../api.js";
import { go } from "../address.js";
import { Card, Title, done } from "../parts.js";
import { t, word } from "../texts.js";
import { Form } from "./form.js";

const briefed = ({ kind }) => kind === "brief";
const elsewhere = ({ kind }) => kind === "elsewhere";
const named = (names) => names.map((value) => ({ value, title: word(value) }));
const FOR = t("brief.part_for");
const HOW = t("brief.part_how");

const FIELDS = [
  { name: "kind", title: t("new_campaign.kind"), options: ["brief", "elsewhere"].map((value) => ({ value, title: t(`new_campaign.${value}`) })) },
  { name: "name", title: t("campaign.name"), required: true },
  { name: "platform", title: t("campaign.platform"), required: true, when: elsewhere, hint: t("new_campaign.platform_hint") },
  { name: "daily_budget", title: t("campaign.budget"), kind: "money", required: true, when: elsewhere, hint: t("form.money_hint") },
  { name: "external_id", title: t("lead.external_id"), when: elsewhere, hint: t("new_campaign.external_hint") },
  { name: "brief.goal", title: t("brief.goal"), kind: "long", required: true, when: briefed, hint: t("brief.goal_hint") },
  { name: "brief.offer", title: t("brief.offer"), kind: "long", required: true, when: briefed, hint: t("brief.offer_hint") },
  { name: "brief.landing_url", title: t("brief.landing_url"), when: briefed, hint: t("brief.landing_hint") },
  { name: "brief.budget", title: t("brief.budget"), kind: "money", required: true, when: briefed, hint: t("brief.budget_hint") },
  { name: "starts_on", title: t("filter.from"), kind: "day", when: elsewhere },
  { name: "ends_on", title: t("filter.to"), kind: "day", when: elsewhere },
  { name: "brief.starts_on", title: t("filter.from"), kind: "day", required: true, when: briefed },
  { name: "brief.ends_on", title: t("filter.to"), kind: "day", required: true, when: briefed },
  { name: "brief.audience.industries", title: t("brief.industries"), kind: "names", part: FOR, when: briefed, hint: t("brief.names_hint") },
  { name: "brief.audience.countries", title: t("brief.countries"), kind: "names", part: FOR, when: briefed, hint: t("brief.countries_hint") },
  { name: "brief.audience.titles", title: t("brief.titles"), kind: "names", part: FOR, when: briefed, hint: t("brief.titles_hint") },
  { name: "brief.audience.company_size.at_least", title: t("brief.at_least"), kind: "whole", part: FOR, when: briefed },
  { name: "brief.audience.company_size.at_most", title: t("brief.at_most"), kind: "whole", part: FOR, when: briefed },
  { name: "brief.audience.limit", title: t("brief.limit"), kind: "whole", part: FOR, when: briefed },
  { name: "brief.platforms", title: t("brief.platforms"), kind: "several", choices: named(["google", "linkedin", "meta"]), part: HOW, when: briefed },
  { name: "brief.content", title: t("brief.content"), kind: "several", choices: named(["ad", "email", "landing_page", "blog_post", "social_post"]), part: HOW, when: briefed },
  { name: "brief.languages", title: t("brief.languages"), kind: "names", part: HOW, when: briefed, hint: t("brief.languages_hint") },
  { name: "brief.tone", title: t("brief.tone"), options: named(["neutral", "formal", "friendly", "bold"]), part: HOW, when: briefed },
  { name: "approved", pointer: "/approval", title: t("campaign.approval"), kind: "check", when: () => true, hint: t("brief.approval_hint") },
];

const FIRST = { kind: "brief", approved: true, brief: { tone: "neutral", languages: ["en"], audience: {} } };

export default function NewCampaign() {
  const save = async ({ kind, name, approved, brief, ...rest }) => {
    const approval = approved ? "required" : "none";
    const body = kind === "brief" ? { name, brief: { ...brief, audience: audienceOf(brief.audience), approval } } : { name, approval, ...rest };
    const { data } = await act("POST", "api/v1/campaigns", body);
    done(t("new_campaign.added"));
    go(`/campaigns/${data.campaign_id}`);
  };
  return html`<${Title} lead=${t("new_campaign.lead")}>${t("new_campaign.title")}</${Title}>
    <${Card}><${Form} fields=${FIELDS} parts=${[null, FOR, HOW]} document=${FIRST} save=${save} label=${t("new_campaign.add")} onCancel=${() => go("/campaigns")} /></${Card}>`;
}

// Sizes that nobody gave limit nothing.
function audienceOf({ company_size: size = {}, ...rest }) {
  return Object.keys(size).length ? { ...rest, company_size: size } : rest;
}
