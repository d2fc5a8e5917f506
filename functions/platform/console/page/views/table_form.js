// Rows that are changed together: a table of fields, with rows added and taken away, saved at once.
import { html, useState } from "../dom.js";
import { useAct } from "../loading.js";
import { Trouble } from "../parts.js";
import { t } from "../texts.js";
import { KINDS, at, put } from "./form_kinds.js";

const kindOf = (one) => KINDS[one.kind ?? "text"];
const shown = (columns) => (row) => Object.fromEntries(columns.map((one) => [one.name, kindOf(one).show(at(row, one.name), one)]));

// `columns`: {name, title, kind, required} as those of forms; `place` is where the API sees the rows, as "/rates".
export function TableForm({ title, columns, rows: kept, fresh, place, save, again, add, label, onCancel }) {
  const [rows, change] = useState(() => kept.map(shown(columns)));
  const [wrong, tell] = useState({});
  const work = useAct(save);
  const submit = (event) => {
    event.preventDefault();
    const faults = {};
    const list = rows.map((row, number) => read(columns, row, (name, text) => { faults[`${number}/${name}`] = text; }));
    tell(faults);
    if (!Object.keys(faults).length) work.run(list);
  };
  const faultOf = (number, name) => wrong[`${number}/${name}`] ?? work.error?.faults?.find((one) => one.pointer === `${place}/${number}/${name.replaceAll(".", "/")}`)?.detail;
  const set = (number, name, value) => change((before) => before.map((row, each) => (each === number ? { ...row, [name]: value } : row)));
  return html`<form class="stack" noValidate onSubmit=${submit}>
    ${rows.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label=${title}><table class="listing editing"><caption class="unseen">${title}</caption>
      <thead><tr>${columns.map((one) => html`<th scope="col">${one.title}</th>`)}<th scope="col"><span class="unseen">${t("prices.remove")}</span></th></tr></thead>
      <tbody>${rows.map((row, number) => html`<tr key=${number}>${columns.map((one) => html`<td data-title=${one.title} class=${`cell-${one.name.replaceAll(".", "-")}`}>
          <${Cell} one=${one} label=${t("tax_rates.cell", { name: one.title, n: number + 1 })} value=${row[one.name]} fault=${faultOf(number, one.name)} set=${(value) => set(number, one.name, value)} /></td>`)}
        <td><button type="button" class="quiet" onClick=${() => change((before) => before.filter((_, each) => each !== number))}>${t("prices.remove")}<span class="unseen"> ${t("tax_rates.row", { n: number + 1 })}</span></button></td></tr>`)}</tbody></table></div>`}
    <${Trouble} of=${work.error} again=${work.error?.status === 412 ? again : null} />
    <div class="actions"><button type="button" onClick=${() => change((before) => [...before, shown(columns)(fresh)])}>${add}</button>
      <button type="submit" class="primary" disabled=${work.busy}>${work.busy ? t("working") : label}</button>
      <button type="button" onClick=${onCancel}>${t("cancel")}</button></div>
  </form>`;
}

function read(columns, row, wrong) {
  const document = {};
  for (const one of columns) {
    const text = row[one.name];
    try {
      if (text === "" && one.required) throw new Error(t("form.missing"));
      if (text !== "" && text !== false) put(document, one.name, kindOf(one).read(text, one));
    } catch (error) {
      wrong(one.name, error.message);
    }
  }
  return document;
}

function Cell({ one, label, value, fault, set }) {
  const given = { "aria-label": label, "aria-invalid": fault ? "true" : null };
  if (one.kind === "check") return html`<input ...${given} type="checkbox" checked=${value === true} onChange=${(event) => set(event.target.checked)} />`;
  return html`<div><input ...${given} type=${kindOf(one).entry ?? "text"} inputmode=${kindOf(one).keys ?? null} value=${value ?? ""} onInput=${(event) => set(event.target.value)} />
    ${fault && html`<p class="fault">${fault}</p>`}</div>`;
}
