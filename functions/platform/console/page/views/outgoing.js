// The switch of each channel, and what goes out by them across all leads and campaigns.
import { html } from "../dom.js";
import { link } from "../address.js";
import { moment } from "../format.js";
import { Listing } from "../listing.js";
import { useDocument, usePages } from "../loading.js";
import { Badge, Card, Empty, Filters, Loading, Time, Title, Trouble } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";
import { Switch } from "./switch.js";

const STATES = ["done", "failed", "refused", "unknown"];
const about = (one) => (one.owner?.startsWith("lead") || one.owner === "outreach" ? link(`/leads/${one.subject_id}`)
  : one.owner?.startsWith("campaign") ? link(`/campaigns/${one.subject_id}`) : null);

const COLUMNS = [
  { title: t("outgoing.kind"), text: (one) => word(one.kind) },
  { title: t("outgoing.state"), text: (one) => one.state, cell: (one) => html`<${Badge} of=${one.state} />` },
  { title: t("outgoing.when"), text: (one) => moment(one.settled_at ?? one.due_at ?? one.planned_at),
    cell: (one) => html`<${Time} at=${one.settled_at ?? one.due_at ?? one.planned_at} />` },
  { title: t("outgoing.purpose"), text: (one) => word(one.purpose) },
  { title: t("outgoing.about"), text: (one) => one.subject_id,
    cell: (one) => (about(one) ? html`<a href=${about(one)}>${word(one.owner)}</a>` : word(one.owner)) },
  { title: t("outgoing.why"), text: (one) => one.reason },
  { title: t("outgoing.attempts"), text: (one) => one.attempts, end: true },
];

export default function Outgoing({ query }) {
  return html`<${Title} lead=${t("outgoing.lead")}>${t("outgoing.title")}</${Title}>
    <div class="stack"><${Channels} />${may("baton/effects.read") && html`<${Effects} query=${query} />`}</div>`;
}

function Channels() {
  const found = useDocument("api/v1/channels", { every: 20_000 });
  if (found.error && !found.data) return html`<${Trouble} of=${found.error} again=${found.again} />`;
  if (!found.data) return html`<${Loading} />`;
  return html`<section aria-labelledby="channels"><h2 id="channels">${t("outgoing.channels")}</h2>
    <div class="cards">${found.data.items.map((one) => html`<${Channel} key=${one.channel} one=${one} again=${found.again} />`)}</div></section>`;
}

function Channel({ one, again }) {
  const name = one.channel === "all" ? t("outgoing.all") : one.channel === "change" ? t("outgoing.change") : word(one.channel);
  const status = one.stopped ? "is_stopped" : one.off ? "is_off" : "running";
  const words = {
    stop: t("outgoing.stop"), open: t("outgoing.open"),
    stopTitle: t("outgoing.stop_title", { channel: name }), stopText: t("outgoing.stop_text"),
    openTitle: t("outgoing.open_title", { channel: name }), openText: t("outgoing.open_text"),
    stopped: t("outgoing.stopped", { channel: name }), opened: t("outgoing.opened", { channel: name }),
  };
  const [last] = one.turns;
  return html`<${Card} tone=${one.stopped ? "bad" : ""}>
    <div class="row"><h3>${name} <${Badge} of=${t(`outgoing.${status}`)} tone=${{ is_stopped: "bad", is_off: "plain", running: "good" }[status]} /></h3>
      ${may("baton/channels.switch") && html`<${Switch} path=${`api/v1/channels/${one.channel}/switch`} stopped=${one.stopped}
        words=${words} onTurned=${again} label=${name} />`}</div>
    ${one.off && html`<p class="small">${t("outgoing.off")} ${one.off}</p>`}
    ${one.stopped && last && html`<p>${last.reason}<br /><span class="small">${t("outgoing.by", { who: last.by })}, <${Time} at=${last.at} /></span></p>`}
    ${one.turns.length > (one.stopped ? 1 : 0) && html`<details><summary class="small">${t("outgoing.turns")}</summary><ul class="small">${one.turns.map((turn) =>
      html`<li><${Time} at=${turn.at} whole />: ${t(turn.stopped ? "outgoing.is_stopped" : "outgoing.running")} ${t("outgoing.by", { who: turn.by })} ${turn.reason}</li>`)}</ul></details>`}
  </${Card}>`;
}

function Effects({ query }) {
  const state = query.state ?? "waiting";
  const list = usePages("api/v1/effects", { state, limit: 50 });
  const fields = [{ name: "state", title: t("outgoing.state"), required: true,
    options: [{ value: "waiting", title: t("outgoing.waiting") }, ...STATES] }];
  return html`<div><h2>${t("outgoing.effects")}</h2>
    <${Filters} fields=${fields} query=${{ state }} />
    <${Listing} list=${list} columns=${COLUMNS} caption=${t("outgoing.effects")} csv="outgoing" rowKey=${(one) => one.effect_id}
      empty=${html`<${Empty} title=${t("outgoing.empty.title")}>${t(state === "waiting" ? "outgoing.empty.due" : "outgoing.empty.settled")}</${Empty}>`} /></div>`;
}
