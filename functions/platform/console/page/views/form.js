// A form over a document of the API: what people type is read by kind, what is wrong stands at its field.
import { html, useEffect, useRef, useState } from "../dom.js";
import { moment, zone } from "../format.js";
import { useAct } from "../loading.js";
import { Trouble } from "../parts.js";
import { t } from "../texts.js";
import { KINDS, at, put } from "./form_kinds.js";

// `fields`: {name, title, kind, hint, options, when, currency, required}; a name is a place, as "window.since". `save` gets the
// document with what was typed; `again` loads it anew if somebody else changed it meanwhile; `parts` divides the fields by their `part`; `pointer` is where the API sees a field that is elsewhere.
export function Form({ fields, document: kept, save, again, label, onCancel, parts = [null] }) {
  const [texts, write] = useState(() => Object.fromEntries(fields.map((one) => [one.name, KINDS[one.kind ?? "text"].show(at(kept, one.name), of(one, kept))])));
  const [faults, show] = useState({});
  const form = useRef();
  const shown = fields.filter((one) => !one.when || one.when(texts));
  const work = useAct(save);
  useEffect(() => { show(byField(work.error, shown)); }, [work.error]);
  useEffect(() => { form.current?.querySelector("[aria-invalid=true]")?.focus(); }, [faults]);
  const submit = (event) => {
    event.preventDefault();
    const { document, wrong } = read(kept, fields, shown, texts);
    show(wrong);
    if (!Object.keys(wrong).length) work.run(document);
  };
  const unplaced = work.error && { ...work.error, status: work.error.status, message: work.error.message,
    faults: work.error.faults?.filter((one) => !shown.some((field) => belongs(one, field))) };
  return html`<form ref=${form} class="form" noValidate onSubmit=${submit}>
    ${parts.map((part) => {
    const inside = shown.filter((one) => (one.part ?? null) === part)
      .map((one) => html`<${Field} key=${one.name} one=${one} text=${texts[one.name]} fault=${faults[one.name]}
        set=${(text) => write((before) => ({ ...before, [one.name]: text }))} />`);
    return part ? html`<fieldset><legend>${part}</legend>${inside}</fieldset>` : inside;
  })}
    <${Trouble} of=${unplaced} again=${work.error?.status === 412 ? again : null} />
    <div class="actions"><button type="submit" class="primary" disabled=${work.busy}>${work.busy ? t("working") : label ?? t("save")}</button>
      ${onCancel && html`<button type="button" onClick=${onCancel}>${t("cancel")}</button>`}</div>
  </form>`;
}

// The currency that a field's amount is in, if it is one.
const of = (field, values) => ({ ...field, currency: field.currency && at(values, field.currency) });

function read(kept, fields, shown, texts) {
  const document = structuredClone(kept);
  const wrong = {};
  for (const one of fields) {
    const text = shown.includes(one) ? texts[one.name] : "";
    const empty = text === "" && one.kind !== "check";
    if (empty && one.required && shown.includes(one)) wrong[one.name] = t("form.missing");
    try {
      put(document, one.name, empty ? undefined : KINDS[one.kind ?? "text"].read(text, { ...one, currency: one.currency && texts[one.currency] }));
    } catch (error) {
      wrong[one.name] = error.message;
    }
  }
  return { document, wrong };
}

const belongs = (fault, field) => {
  const place = field.pointer ?? `/${field.name.replaceAll(".", "/")}`;
  return fault.pointer === place || fault.pointer?.startsWith(`${place}/`);
};

function byField(error, fields) {
  const found = {};
  for (const fault of error?.faults ?? []) {
    const field = fields.find((one) => belongs(fault, one));
    if (field) found[field.name] ??= fault.detail;
  }
  return found;
}

export function Field({ one, text, fault, set }) {
  const id = `field-${one.name.replaceAll(".", "-")}`;
  const told = [fault && `${id}-fault`, (one.hint || one.kind === "moment") && `${id}-hint`].filter(Boolean).join(" ") || null;
  const given = { id, "aria-invalid": fault ? "true" : null, "aria-describedby": told, "aria-required": one.required ? "true" : null };
  const hint = one.hint ?? (one.kind === "moment" ? t("form.zone", { zone }) : null);
  const entry = KINDS[one.kind ?? "text"].entry;
  return html`<div class=${`field ${one.kind === "check" ? "check" : ""}`}>
    <label for=${one.choices ? null : id} id=${`${id}-title`}>${one.title}${one.required && html` <span class="small">${t("form.required")}</span>`}</label>
    ${one.options ? html`<select ...${given} value=${text} onChange=${(event) => set(event.target.value)}>
        ${one.options.map((option) => html`<option value=${option.value} selected=${option.value === text}>${option.title}</option>`)}</select>`
    : one.choices ? html`<div role="group" class="choices" id=${id} aria-labelledby=${`${id}-title`} aria-describedby=${told}>${one.choices.map((choice) => html`<label>
        <input type="checkbox" checked=${text.includes(choice.value)} onChange=${(event) => set(event.target.checked ? [...text, choice.value] : text.filter((each) => each !== choice.value))} />${choice.title}</label>`)}</div>`
    : one.kind === "check" ? html`<input ...${given} type="checkbox" checked=${text === true} onChange=${(event) => set(event.target.checked)} />`
      : entry === "lines" ? html`<textarea ...${given} rows="1" value=${text} onInput=${(event) => set(event.target.value)}></textarea>`
        : html`<input ...${given} type=${entry ?? "text"} inputmode=${KINDS[one.kind ?? "text"].keys ?? null} value=${text}
            onInput=${(event) => set(event.target.value)} />`}
    ${hint && html`<p class="small" id=${`${id}-hint`}>${hint}</p>`}
    ${fault && html`<p class="fault" id=${`${id}-fault`}>${fault}</p>`}
  </div>`;
}

// What a document says, for those who may not change it.
export function shownOf(fields, document) {
  const text = (one) => {
    const value = at(document, one.name);
    if (one.kind === "check") return value && t("yes");
    if (one.kind === "moment") return moment(value);
    return one.options?.find((option) => option.value === value)?.title ?? KINDS[one.kind ?? "text"].show(value, of(one, document));
  };
  return fields.filter((one) => !one.when || one.when(document)).map((one) => [one.title, text(one)]);
}
