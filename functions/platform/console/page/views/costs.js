// What language models cost today, and their switch.
import { html } from "../dom.js";
import { day, dollars, number } from "../format.js";
import { useDocument } from "../loading.js";
import { Card, Facts, Loading, Time, Title, Trouble } from "../parts.js";
import { may } from "../session.js";
import { t } from "../texts.js";
import { Switch } from "./switch.js";

export default function Costs() {
  const found = useDocument("api/v1/language", { every: 15_000 });
  const one = found.data;
  const words = {
    stop: t("costs.stop"), open: t("costs.resume"), stopTitle: `${t("costs.stop")}?`, stopText: t("costs.stop_text"),
    openTitle: `${t("costs.resume")}?`, openText: t("costs.resume_text"), stopped: t("costs.done"), opened: t("costs.done"),
  };
  return html`<${Title} lead=${t("costs.lead")}>${t("costs.title")}</${Title}>
    <${Trouble} of=${found.error} again=${found.again} />${!one && !found.error && html`<${Loading} />`}
    ${one && html`<div class="cards">
      <${Card} title=${day(one.day)}><p><span class="figure">${dollars(one.committed_usd)}</span> ${t("costs.limit", { limit: dollars(one.limit_usd) })}</p>
        <progress max=${one.limit_usd} value=${one.committed_usd} aria-label=${t("costs.committed")}></progress>
        <${Facts} of=${[[t("costs.charged"), dollars(one.charged_usd)], [t("costs.calls"), number(one.calls)], [t("costs.open"), number(one.open_calls)]]} />
        <p class="small">${t("costs.alert", { alert: dollars(one.alert_usd) })}</p></${Card}>
      <${Card} tone=${one.stopped ? "bad" : ""}><p><strong>${t(one.stopped ? "costs.stopped" : "costs.running")}</strong></p>
        ${one.stopped && html`<p>${one.reason}<br /><span class="small">${t("outgoing.by", { who: one.turned_by })} <${Time} at=${one.turned_at} whole /></span></p>`}
        ${may("baton/language.switch") && html`<${Switch} path="api/v1/language/switch" stopped=${one.stopped} words=${words} onTurned=${found.set} label="" />`}</${Card}>
    </div>`}`;
}
