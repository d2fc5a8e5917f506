// The agents at work, live, and leads as they come through.
import { html, useEffect, useRef, useState } from "../dom.js";
import { moment, number, percent } from "../format.js";
import { hear, connection } from "../live.js";
import { useDocument } from "../loading.js";
import { Badge, Card, Loading, Time, Title, Trouble } from "../parts.js";
import { has, may } from "../session.js";
import { t, word } from "../texts.js";

const KEPT = 50;

export default function Flow() {
  const found = useDocument("api/v1/agents");
  const [live, stand] = useState(connection());
  const [agents, know] = useState({});
  const [leads, arrive] = useState([]);
  const last = useRef(null);
  useEffect(() => { if (found.data) know((before) => ({ ...byId(found.data.items), ...before })); }, [found.data]);
  useEffect(() => hear((batch) => {
    last.current = new Date().toISOString();
    const changed = byId(batch.filter((one) => one.type === "agent_status"));
    if (Object.keys(changed).length) know((before) => ({ ...before, ...changed }));
    const came = batch.flatMap((one) => (one.type === "lead_processed" ? [one] : one.type === "leads_processed" ? one.leads : []));
    if (came.length) arrive((before) => once([...came.reverse(), ...before]).slice(0, KEPT));
  }, stand), []);
  const items = Object.values(agents).sort((one, other) => one.agent_id.localeCompare(other.agent_id));
  return html`<${Title} lead=${t("flow.lead")} actions=${html`<span role="status"><${Badge} of=${live === "live" ? t("flow.live")
    : live === "connecting" ? t("flow.connecting") : t("flow.off", { when: moment(last.current ?? new Date(found.at ?? Date.now()).toISOString()) })}
      tone=${live === "live" ? "good" : "warn"} /></span>`}>${t("flow.title")}</${Title}>
    <${Trouble} of=${found.error} again=${found.again} />
    ${!items.length && !found.error && html`<${Loading} />`}
    <ul class="agents">${items.map((one) => html`<${Agent} key=${one.agent_id} one=${one} />`)}</ul>
    ${has("leads") && may("baton/leads.read") && html`<${Card} title=${t("flow.arrivals")}>
      ${!leads.length && html`<p>${t("flow.nothing")}</p>`}
      <ul class="story">${leads.map((one) => html`<li key=${one.message_id} class="info"><a href=${`#/leads/${one.lead_id}`}>${word(one.result.category)}</a>
        <${Badge} of=${one.result.temperature} /> ${t("flow.points", { n: number(one.result.score) })} → ${word(one.result.next_agent)}
        <span class="small"> <${Time} at=${one.timestamp} /></span></li>`)}</ul></${Card}>`}`;
}

const byId = (items) => Object.fromEntries(items.map((one) => [one.agent_id, one]));

function once(items) {
  const seen = new Set();
  return items.filter((one) => !seen.has(one.message_id) && seen.add(one.message_id));
}

function Agent({ one }) {
  const busy = one.status === "processing";
  return html`<li class=${busy ? "busy" : ""}><h2>${word(one.agent_id)}
      <${Badge} of=${one.available === false ? t("flow.down") : busy ? t("flow.busy", { n: number(one.current_leads) }) : one.status}
        tone=${one.available === false ? "bad" : busy ? "info" : "plain"} /></h2>
    <div class="small">${one.avg_response_ms == null ? t("flow.never") : html`${number(one.avg_response_ms)} ms ${t("flow.time")}
      ${one.error_rate > 0 && html` · <strong>${percent(one.error_rate)} ${t("flow.errors")}</strong>`}`}</div>
    ${one.last_activity && html`<div class="small">${t("flow.last")} <${Time} at=${one.last_activity} /></div>`}</li>`;
}
