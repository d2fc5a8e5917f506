// What waits for this person, and how things stand.
import { html } from "../dom.js";
import { number } from "../format.js";
import { useDocument } from "../loading.js";
import { Badge, Card, Loading, Time, Title } from "../parts.js";
import { has, may, person } from "../session.js";
import { t } from "../texts.js";
import { nameOf } from "./leads.js";

export default function Home() {
  return html`<${Title} lead=${t("home.lead", { name: person()?.name ?? "" })}>${t("home.title")}</${Title}>
    <div class="cards">
      ${may("baton/escalations.read") && html`<${Cases} />`}
      ${may("baton/channels.read") && html`<${Channels} />`}
      ${has("leads") && may("baton/leads.read") && html`<${Newest} />`}
      ${may("baton/incidents.read") && html`<${Incidents} />`}
    </div>
    ${!person()?.group && html`<p class="trouble">${t("home.no_group")}</p>`}`;
}

function Waiting({ title, found, path, none, some, row }) {
  const items = found.data?.items ?? [];
  return html`<${Card} title=${title}>
    ${found.error && !found.data && html`<p>${t("home.unknown")}</p>`}${found.loading && html`<${Loading} />`}
    ${found.data && html`<p>${items.length ? some(items, found.data.next_cursor) : none}</p>`}
    ${items.length > 0 && html`<ul class="story">${items.slice(0, 4).map(row)}</ul>`}
    <p><a href=${`#${path}`}>${t("home.all")}<span class="unseen">: ${title}</span></a></p>
  </${Card}>`;
}

function Cases() {
  const found = useDocument("api/v1/escalations", { query: { status: "open", limit: 25 }, every: 30_000 });
  return html`<${Waiting} title=${t("home.cases")} found=${found} path="/cases?status=open" none=${t("home.no_cases")}
    some=${(items, more) => html`<span class="figure">${number(items.length)}${more ? "+" : ""}</span>`}
    row=${(one) => html`<li class="warn"><a href=${`#/cases/${one.escalation_id}`}><span class="clamp">${one.reason}</span></a>
      <div class="small">${t("case.until")} <${Time} at=${one.expires_at} /></div></li>`} />`;
}

function Channels() {
  const found = useDocument("api/v1/channels", { every: 30_000 });
  const stopped = { ...found, data: found.data && { items: found.data.items.filter((one) => one.stopped) } };
  return html`<${Waiting} title=${t("home.channels")} found=${stopped} path="/outgoing" none=${t("home.no_stops")}
    some=${(items) => t("home.stops", { n: items.length })}
    row=${(one) => html`<li class="bad"><strong>${one.channel}</strong><div class="small">${one.turns[0]?.reason}</div></li>`} />`;
}

function Newest() {
  const found = useDocument("api/v1/leads", { query: { limit: 5 }, every: 15_000 });
  return html`<${Waiting} title=${t("home.leads")} found=${found} path="/leads" none=${t("leads.empty.title")}
    some=${() => ""} row=${(one) => html`<li class="info"><a href=${`#/leads/${one.lead_id}`}>
      ${nameOf(one)}</a>
      <${Badge} of=${one.temperature ?? one.status} /> <span class="small"><${Time} at=${one.received_at} /></span></li>`} />`;
}

function Incidents() {
  const found = useDocument("api/v1/incidents", { query: { limit: 25 }, every: 30_000 });
  const open = { ...found, data: found.data && { items: found.data.items.filter((one) => !one.closed_at) } };
  return html`<${Waiting} title=${t("home.incidents")} found=${open} path="/incidents" none=${t("home.no_incidents")}
    some=${(items) => t("home.some_incidents", { n: items.length })}
    row=${(one) => html`<li class="bad"><a href="#/incidents">${one.alarm}</a> <span class="small"><${Time} at=${one.opened_at} /></span></li>`} />`;
}
