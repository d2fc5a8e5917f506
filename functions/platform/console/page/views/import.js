// A file of leads: dropped in, its columns named, looked at, sent; what is not taken is mended here.
import { html, useEffect, useRef, useState } from "../dom.js";
import { act } from "../api.js";
import { LARGEST, download, parse, rowsToCsv } from "../csv.js";
import { number } from "../format.js";
import { Card, Title, Trouble } from "../parts.js";
import { t, word } from "../texts.js";
import { ATTRIBUTE, FIELDS, SKIP, faultOf, guess, leadOf, textOf } from "./lead_rows.js";

const AT_A_TIME = 100;
const SHOWN = 5;
const MOST_MENDED = 200; // rejected rows that are shown at a time

export default function Import() {
  const [file, take] = useState(null); // {name, header, rows}
  const [mapping, map] = useState([]);
  const [sent, send] = useState(null);
  const begin = (given) => { take(given); map(guess(given.header)); send(null); };
  return html`<${Title} lead=${t("import.lead")} actions=${file && html`<button type="button" onClick=${() => take(null)}>${t("import.other")}</button>`}>${t("import.title")}</${Title}>
    ${!file ? html`<${Drop} begin=${begin} />`
    : sent ? html`<${Sending} file=${file} mapping=${mapping} />`
      : html`<${Columns} file=${file} mapping=${mapping} map=${map} start=${() => send(true)} />`}`;
}

function Drop({ begin }) {
  const [over, hover] = useState(false);
  const [fault, tell] = useState(null);
  const read = async (file) => {
    if (!file) return;
    if (file.size > LARGEST) { tell("import.too_large"); return; }
    const text = textOf(new Uint8Array(await file.arrayBuffer()));
    if (text === null) { tell("import.not_text"); return; }
    const [header, ...rows] = parse(text);
    if (!rows.length) { tell("import.no_rows"); return; }
    begin({ name: file.name, header, rows });
  };
  const drop = (event) => { event.preventDefault(); hover(false); read(event.dataTransfer.files[0]); };
  return html`<div class=${`drop ${over ? "over" : ""}`} onDragOver=${(event) => { event.preventDefault(); hover(true); }}
      onDragLeave=${() => hover(false)} onDrop=${drop}>
    <p>${t("import.drop")}</p><label class="center"><span>${t("import.choose")}</span>
      <input type="file" accept=".csv,.tsv,.txt,text/csv" onChange=${(event) => read(event.target.files[0])} /></label></div>
    ${fault && html`<p class="trouble" role="alert">${t(fault)}</p>`}`;
}

function Columns({ file, mapping, map, start }) {
  const fault = faultOf(mapping);
  const first = file.rows.slice(0, SHOWN);
  const set = (at, field) => map(mapping.map((one, place) => (place === at ? field : one)));
  return html`<${Card} title=${`${t("import.columns")}: ${file.name}`}>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("import.columns")}><table class="listing"><thead><tr><th scope="col">${t("import.column")}</th><th scope="col">${t("import.example")}</th><th scope="col">${t("import.field")}</th></tr></thead>
      <tbody>${file.header.map((name, at) => html`<tr><th scope="row">${name || at + 1}</th>
        <td data-title=${t("import.example")} class="small">${first.map((row) => row[at]).filter(Boolean).slice(0, 3).join(" · ").slice(0, 120)}</td>
        <td><select aria-label=${name || at + 1} onChange=${(event) => set(at, event.target.value)}>
          <option value=${SKIP} selected=${mapping[at] === SKIP}>${t("import.skip")}</option>
          ${FIELDS.map((field) => html`<option value=${field} selected=${mapping[at] === field}>${nameOf(field)}</option>`)}
          <option value=${ATTRIBUTE} selected=${mapping[at] === ATTRIBUTE}>${t("import.attribute")}</option></select></td></tr>`)}</tbody></table></div>
    ${fault && html`<p class="trouble" role="alert">${fault.twice ? t("import.twice", { name: nameOf(fault.twice) }) : t("import.needs")}</p>`}
  </${Card}>
  ${!fault && html`<${Card} title=${t("import.preview")}><p>${t("import.preview_text", { n: first.length, all: number(file.rows.length) })}</p>
    ${first.map((row) => html`<p class="letter small">${describe(leadOf(row, file.header, mapping))}</p>`)}</${Card}>`}
  <div class="actions sticky"><button type="button" class="primary" disabled=${Boolean(fault)} onClick=${start}>${t("import.send", { n: number(file.rows.length) })}</button></div>`;
}

const nameOf = (field) => word(field).replace(".", ": ");
const describe = (lead) => Object.entries(lead).flatMap(([name, value]) => (typeof value === "object"
  ? Object.entries(value).map(([inner, one]) => `${word(inner)}: ${one}`) : [`${word(name)}: ${value}`])).join(" · ");

// Sends the rows piece by piece, each with a key of its own: after a break it goes on without a double.
function Sending({ file, mapping }) {
  const [state, show] = useState({ at: 0, taken: 0, ignored: 0, rejected: [], busy: false });
  const [begun, begin] = useState(false);
  const run = async (rows, from, before, key) => {
    let now = { ...before, all: rows.length, busy: true, error: null };
    show(now);
    for (let at = from; at < rows.length; at += AT_A_TIME) {
      const part = rows.slice(at, at + AT_A_TIME);
      const mine = at === from && key ? key : crypto.randomUUID();
      try {
        const leads = part.map((one) => leadOf(one.cells, file.header, mapping));
        const { data } = await act("POST", "api/v1/leads/batch", { leads }, { key: mine });
        now = counted(now, part, data, Math.min(rows.length, at + AT_A_TIME));
        show(now);
      } catch (error) {
        show({ ...now, busy: false, error, goOn: () => run(rows, at, now, mine) });
        return;
      }
    }
    show({ ...now, busy: false });
  };
  if (!begun) { begin(true); run(file.rows.map((cells, at) => ({ cells, row: at + 2 })), 0, state); }
  const mend = (row, at, text) => show({ ...state, rejected: state.rejected.map((one) => (one.row !== row ? one
    : { ...one, cells: Object.assign([...one.cells], { [at]: text }) })) });
  return html`<${Card}>
      <p role="status"><span class="figure">${number(state.taken)}</span> ${t("import.done", { n: "" })}</p>
      ${state.busy && html`<progress max=${state.all} value=${state.at} aria-label=${t("import.title")}></progress><p>${t("import.sending", { n: number(state.at), all: number(state.all) })}</p>`}
      ${state.ignored > 0 && html`<p class="small">${t("import.ignored", { n: number(state.ignored) })}</p>`}
      ${state.error && html`<${Trouble} of=${state.error} /><p>${t("import.failed", { n: number(state.at) })}</p><button type="button" class="primary" onClick=${state.goOn}>${t("import.go_on")}</button>`}
      ${!state.busy && html`<p><a href="#/leads">${t("import.see")}</a></p>`}
    </${Card}>
    ${!state.busy && state.rejected.length > 0 && html`<${Rejected} state=${state} header=${file.header} mapping=${mapping} mend=${mend}
      again=${() => run(state.rejected, 0, { ...state, at: 0, rejected: [] })} />`}`;
}

function counted(now, part, answer, at) {
  const refused = answer.items.filter((one) => one.problem).map((one) => ({ ...part[one.index], why: reasonOf(one.problem) }));
  const ignored = answer.items.reduce((sum, one) => sum + (one.ignored?.length ?? 0), 0);
  return { ...now, at, taken: now.taken + answer.accepted, ignored: now.ignored + ignored, rejected: [...now.rejected, ...refused] };
}

const reasonOf = (problem) => (problem.errors?.length
  ? problem.errors.map((one) => `${one.pointer.replace(/^\/leads\/\d+\/?/, "")}: ${one.detail}`).join("; ") : problem.detail || problem.title);

// The first cell takes the focus, which was on the button that is gone.
function Rejected({ state, header, mapping, mend, again }) {
  const table = useRef();
  useEffect(() => { table.current.querySelector("input")?.focus(); }, []);
  const used = header.map((name, at) => ({ name, at })).filter(({ at }) => mapping[at]);
  const save = () => download("rejected.csv", rowsToCsv([[...header, t("import.why")], ...state.rejected.map((one) => [...one.cells, one.why])]));
  return html`<${Card} tone="warn" title=${t("import.rejected", { n: number(state.rejected.length) })}><p>${t("import.rejected_text")}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("import.rejected", { n: "" })}><table class="listing wide" ref=${table}><thead><tr><th scope="col">${t("import.row")}</th><th scope="col">${t("import.why")}</th>${used.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${state.rejected.slice(0, MOST_MENDED).map((one) => html`<tr key=${one.row}><th scope="row">${one.row}</th><td class="why">${one.why}</td>
        ${used.map(({ name, at }) => html`<td><input value=${one.cells[at] ?? ""} aria-label=${`${t("import.row")} ${one.row}, ${name}`}
          onInput=${(event) => mend(one.row, at, event.target.value)} /></td>`)}</tr>`)}</tbody></table></div>
    <div class="actions"><button type="button" class="primary" onClick=${again}>${t("import.resend", { n: number(state.rejected.length) })}</button>
      <button type="button" onClick=${save}>${t("import.download")}</button></div></${Card}>`;
}
