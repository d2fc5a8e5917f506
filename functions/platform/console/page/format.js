// Times in the person's zone, numbers and money as their language writes them.
const LOCALES = navigator.languages;
const DATE_TIME = new Intl.DateTimeFormat(LOCALES, { dateStyle: "medium", timeStyle: "short" });
const DATE = new Intl.DateTimeFormat(LOCALES, { dateStyle: "medium" });
const EXACT = new Intl.DateTimeFormat(LOCALES, { dateStyle: "full", timeStyle: "long" });
const AGO = new Intl.RelativeTimeFormat(LOCALES, { numeric: "auto", style: "short" });
const STEPS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const moment = (text) => (text ? DATE_TIME.format(new Date(text)) : "");
export const day = (text) => (text ? DATE.format(new Date(`${text.slice(0, 10)}T12:00:00`)) : "");
export const exact = (text) => (text ? EXACT.format(new Date(text)) : "");

export function ago(text, now = Date.now()) {
  if (!text) return "";
  const seconds = (new Date(text) - now) / 1000;
  const [unit, size] = STEPS.find(([, one]) => Math.abs(seconds) >= one) ?? STEPS.at(-1);
  if (unit === "day" && Math.abs(seconds) > 30 * size) return moment(text);
  return AGO.format(Math.round(seconds / size), unit);
}

export const number = (value, digits = 0) =>
  value == null ? "" : new Intl.NumberFormat(LOCALES, { maximumFractionDigits: digits }).format(value);

export const percent = (value, digits = 1) => value == null ? ""
  : new Intl.NumberFormat(LOCALES, { style: "percent", maximumFractionDigits: digits }).format(value);

// Money as the API has it: whole minor units and a currency.
export function money(value) {
  if (!value) return "";
  const { amount, currency } = value;
  return new Intl.NumberFormat(LOCALES, { style: "currency", currency }).format(amount / 10 ** digitsOf(currency));
}

// How many decimals a currency has: none in yen, three in dinars.
export const digitsOf = (currency) =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;

export const dollars = (value) => value == null ? ""
  : new Intl.NumberFormat(LOCALES, { style: "currency", currency: "USD", maximumFractionDigits: 4 }).format(value);

// A day that somebody chose (in their zone) as the moment at which it begins, for the API.
export const startOf = (date, plus = 0) => {
  if (!date) return "";
  const begins = new Date(`${date}T00:00:00`);
  begins.setDate(begins.getDate() + plus);
  return begins.toISOString();
};
