// Kinds of fields: how a value of the API is shown as text, and how a text becomes one. `read` throws what is wrong.
import { digitsOf } from "../format.js";
import { t } from "../texts.js";

// The number that people mean by "1,5" or "1.5"; thousands are not divided in forms.
function decimal(text, digits) {
  const plain = text.trim().replace(",", ".");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) throw new Error(t("form.no_number"));
  if ((plain.split(".")[1] ?? "").length > digits) throw new Error(t(digits ? "form.digits" : "form.no_whole", { n: digits }));
  return Number(plain);
}

function currency(text) {
  if (!/^[A-Z]{3}$/.test(text ?? "")) throw new Error(t("form.needs_currency"));
  return digitsOf(text);
}

const list = (separator, change = (text) => text) => ({
  show: (value) => (value ?? []).join(", "),
  read: (text) => [...new Set(text.split(separator).map((one) => change(one.trim())).filter(Boolean))],
  entry: "lines",
});

const upper = (text) => text.toUpperCase();
const local = (text) => {
  const at = new Date(text);
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

export const KINDS = {
  text: { show: (value) => value ?? "", read: (text) => text.trim() },
  long: { show: (value) => value ?? "", read: (text) => text.trim(), entry: "lines" },
  // several of a field's `choices`
  several: { show: (value) => value ?? [], read: (values) => values },
  code: { show: (value) => value ?? "", read: (text) => text.trim().toUpperCase() },
  // the id of an entry, which stands in addresses
  id: {
    show: (value) => value ?? "",
    read: (text) => { if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(text.trim())) throw new Error(t("form.no_id")); return text.trim(); },
  },
  // what a shop calls a thing, as RED-M
  sku: {
    show: (value) => value ?? "",
    read: (text) => { if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text.trim())) throw new Error(t("form.no_sku")); return text.trim(); },
  },
  // names with values, one a line, as "colour: red"
  pairs: {
    show: (value) => Object.entries(value ?? {}).map((pair) => pair.join(": ")).join("\n"),
    read: (text) => Object.fromEntries(text.split("\n").filter((line) => line.trim()).map((line) => {
      const [, name, value] = line.match(/^([^:]+):(.+)$/) ?? [];
      if (!name?.trim() || !value?.trim()) throw new Error(t("form.no_pair"));
      return [name.trim(), value.trim()];
    })),
    entry: "lines",
  },
  whole: { show: (value) => (value == null ? "" : String(value)), read: (text) => decimal(text, 0), keys: "numeric" },
  number: { show: (value) => (value == null ? "" : String(value)), read: (text) => decimal(text, 6), keys: "decimal" },
  // 1000 basis points are 10 %
  percent: { show: (value) => (value == null ? "" : String(value / 100)), read: (text) => Math.round(decimal(text, 2) * 100), keys: "decimal" },
  // 0.95 is 95 %
  share: {
    show: (value) => (value == null ? "" : String(Number((value * 100).toFixed(4)))),
    read: (text) => Number((decimal(text, 4) / 100).toFixed(6)),
    keys: "decimal",
  },
  // a share that the API has as text
  rate: { show: (value) => (value ? KINDS.share.show(Number(value)) : ""), read: (text) => String(KINDS.share.read(text)), keys: "decimal" },
  // minor units of the field's currency
  minor: {
    show: (value, { currency: of }) => (value == null || (value === 0 && !of) ? "" : (value / 10 ** (of ? digitsOf(of) : 2)).toFixed(of ? digitsOf(of) : 2)),
    read: (text, { currency: of }) => { const digits = currency(of); return Math.round(decimal(text, digits) * 10 ** digits); },
    keys: "decimal",
  },
  // {amount, currency}, typed as "12.50 EUR"
  money: {
    show: (value) => (value ? `${(value.amount / 10 ** digitsOf(value.currency)).toFixed(digitsOf(value.currency))} ${value.currency}` : ""),
    read: (text) => {
      const [, amount, of] = text.trim().match(/^([\d.,]+)\s*([A-Za-z]{3})$/) ?? [];
      if (!of) throw new Error(t("form.no_money"));
      return { amount: KINDS.minor.read(amount, { currency: upper(of) }), currency: upper(of) };
    },
  },
  names: list(/[,\n]/),
  skus: list(/[\s,;]+/),
  codes: list(/[\s,;]+/, upper),
  moment: { show: (value) => (value ? local(value) : ""), read: (text) => new Date(text).toISOString(), entry: "datetime-local" },
  day: { show: (value) => value ?? "", read: (text) => text, entry: "date" },
  check: { show: (value) => value === true, read: (value) => value === true },
};

export const at = (document, name) => name.split(".").reduce((inside, part) => inside?.[part], document);

// Sets what is at a place; a value that is not there is taken out, so that the API's own default holds.
export function put(document, name, value) {
  const parts = name.split(".");
  const last = parts.pop();
  let inside = document;
  for (const part of parts) inside = inside[part] ??= {};
  if (value === undefined) delete inside[last];
  else inside[last] = value;
}
