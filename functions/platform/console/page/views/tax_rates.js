// All tax rates in one table, changed together.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { go } from "../address.js";
import { useAct, useDocument } from "../loading.js";
import { Loading, Title, Trouble, done } from "../parts.js";
import { t } from "../texts.js";
import { KINDS } from "./form_kinds.js";
import { RATE } from "./price_fields.js";

const NEW = { country: "", name: "", rate: "", tax_class: "standard" };
// The API has 0.20, people write 20.
const shown = (one) => ({ ...one, rate: one.rate === "" ? "" : KINDS.share.show(Number(one.rate)) });

export default function TaxRates() {
  const found = useDocument("api/v1/prices");
  const title = html`<${Title} lead=${t("tax_rates.lead")}>${t("tax_rates.title")}</${Title}>`;
  if (found.error && !found.data) return html`${title}<${Trouble} of=${found.error} again=${found.again} />`;
  if (!found.data) return html`<${Loading} />`;
  return html`${title}<${Table} rates=${found.data.rates} version=${found.data.rates_version} />`;
}

function Table({ rates, version }) {
  const [rows, change] = useState(() => rates.map(shown));
  const [wrong, tell] = useState({});
  const save = useAct(async (list) => {
    await act("PUT", "api/v1/prices/tax-rates", { rates: list }, { ifMatch: version });
    done(t("prices.saved"));
    go("/prices");
  });
  const submit = (event) => {
    event.preventDefault();
    const faults = {};
    const list = rows.map((row, place) => {
      const given = Object.fromEntries(RATE.map(({ name, kind }) => [name, kind === "check" ? row[name] === true : String(row[name] ?? "").trim()])
        .filter(([, value]) => value !== ""));
      try { given.rate = String(KINDS.share.read(given.rate ?? "")); } catch (error) { faults[`${place}/rate`] = error.message; }
      return { ...given, country: given.country?.toUpperCase() };
    });
    tell(faults);
    if (!Object.keys(faults).length) save.run(list);
  };
  const faultOf = (place, name) => wrong[`${place}/${name}`] ?? save.error?.faults?.find((one) => one.pointer === `/rates/${place}/${name}`)?.detail;
  const set = (place, name, value) => change((before) => before.map((row, at) => (at === place ? { ...row, [name]: value } : row)));
  return html`<form class="stack" noValidate onSubmit=${submit}>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("tax_rates.title")}><table class="listing editing"><caption class="unseen">${t("tax_rates.title")}</caption>
      <thead><tr>${RATE.map((one) => html`<th scope="col">${one.title}</th>`)}<th scope="col"><span class="unseen">${t("prices.remove")}</span></th></tr></thead>
      <tbody>${rows.map((row, place) => html`<tr key=${place}>${RATE.map((one) => html`<td data-title=${one.title} class=${`cell-${one.name}`}>
          <${Cell} one=${one} label=${t("tax_rates.cell", { name: one.title, n: place + 1 })} value=${row[one.name]} fault=${faultOf(place, one.name)} set=${(value) => set(place, one.name, value)} /></td>`)}
        <td><button type="button" class="quiet" onClick=${() => change((before) => before.filter((_, at) => at !== place))}>${t("prices.remove")}<span class="unseen"> ${t("tax_rates.row", { n: place + 1 })}</span></button></td></tr>`)}</tbody></table></div>
    <${Trouble} of=${save.error} />
    <div class="actions"><button type="button" onClick=${() => change((before) => [...before, NEW])}>${t("tax_rates.add")}</button>
      <button type="submit" class="primary" disabled=${save.busy}>${t(save.busy ? "working" : "tax_rates.save")}</button>
      <button type="button" onClick=${() => go("/prices")}>${t("cancel")}</button></div>
  </form>`;
}

function Cell({ one, label, value, fault, set }) {
  const given = { "aria-label": label, "aria-invalid": fault ? "true" : null };
  if (one.kind === "check") return html`<input ...${given} type="checkbox" checked=${value === true} onChange=${(event) => set(event.target.checked)} />`;
  return html`<div><input ...${given} type=${one.kind === "day" ? "date" : "text"} value=${value ?? ""} onInput=${(event) => set(event.target.value)} />
    ${fault && html`<p class="fault">${fault}</p>`}</div>`;
}
