// The fields of rules, promotions and the policy, in the order in which people think of them.
import { t } from "../texts.js";

const PLAIN = null;
const FOR = t("prices.part_for");
const LIMITS = t("prices.part_limits");
export const PARTS = [PLAIN, FOR, LIMITS];

const kinds = (names, prefix) => names.map((one) => ({ value: one, title: t(`${prefix}_${one}`, { value: "…", buy: "…", free: "…" }) }));
const of = (...names) => ({ kind }) => names.includes(kind);
const CURRENCY = { name: "currency", title: t("form.currency"), kind: "code", hint: t("form.currency_hint") };

const WHOM = [
  { name: "scope.skus", title: t("prices.skus"), kind: "skus", part: FOR, hint: t("prices.empty_is_all") },
  { name: "scope.products", title: t("prices.products"), kind: "skus", part: FOR },
  { name: "scope.categories", title: t("prices.categories"), kind: "names", part: FOR, hint: t("prices.categories_hint") },
  { name: "scope.brands", title: t("prices.brands"), kind: "names", part: FOR },
  { name: "segments", title: t("prices.segments"), kind: "names", part: FOR },
  { name: "countries", title: t("prices.countries"), kind: "codes", part: FOR, hint: t("prices.countries_hint") },
  { name: "window.since", title: t("filter.from"), kind: "moment", part: FOR },
  { name: "window.until", title: t("filter.to"), kind: "moment", part: FOR },
];

const RULE = [
  { name: "why", title: t("prices.why"), required: true, hint: t("prices.why_hint") },
  { name: "kind", title: t("prices.does"), options: kinds(["percent", "amount", "price", "ending", "increment"], "prices.rule") },
  { name: "basis_points", title: t("prices.percent"), kind: "percent", required: true, when: of("percent"), hint: t("prices.percent_hint") },
  { name: "amount", title: t("prices.amount"), kind: "minor", currency: "currency", required: true, when: of("amount", "price", "ending", "increment"), hint: t("prices.amount_hint") },
  { ...CURRENCY, when: () => true },
  ...WHOM,
  { name: "least_quantity", title: t("prices.least_quantity"), kind: "whole", part: LIMITS },
  { name: "priority", title: t("prices.priority"), kind: "whole", part: LIMITS, hint: t("prices.priority_hint") },
  { name: "ends", title: t("prices.ends"), kind: "check", part: LIMITS },
];

const PROMOTION = [
  { name: "name", title: t("prices.name"), required: true, hint: t("prices.name_hint") },
  { name: "kind", title: t("prices.does"), options: kinds(["percent", "amount", "amount_each", "price_each", "free_pieces", "shipping"], "prices.promotion") },
  { name: "basis_points", title: t("prices.percent_off"), kind: "percent", required: true, when: of("percent", "shipping") },
  { name: "amount", title: t("prices.amount"), kind: "minor", currency: "currency", required: true, when: of("amount", "amount_each", "price_each") },
  { name: "buy", title: t("prices.buy"), kind: "whole", required: true, when: of("free_pieces") },
  { name: "free", title: t("prices.free"), kind: "whole", required: true, when: of("free_pieces") },
  CURRENCY,
  { name: "codes", title: t("prices.codes"), kind: "codes", hint: t("prices.codes_hint") },
  { name: "paused", title: t("prices.paused"), kind: "check" },
  ...WHOM,
  { name: "least_spend", title: t("prices.least_spend"), kind: "minor", currency: "currency", part: LIMITS },
  { name: "most_uses", title: t("prices.most_uses"), kind: "whole", part: LIMITS },
  { name: "most_uses_each", title: t("prices.most_uses_each"), kind: "whole", part: LIMITS },
  { name: "group", title: t("prices.group"), part: LIMITS, hint: t("prices.group_hint") },
  { name: "priority", title: t("prices.priority"), kind: "whole", part: LIMITS, hint: t("prices.priority_hint") },
  { name: "once_per_code", title: t("prices.once_per_code"), kind: "check", part: LIMITS },
  { name: "first_order_only", title: t("prices.first_order_only"), kind: "check", part: LIMITS },
  { name: "exclusive", title: t("prices.exclusive"), kind: "check", part: LIMITS },
  { name: "below_floor", title: t("prices.below_floor"), kind: "check", part: LIMITS },
];

const ID = { title: t("prices.id"), kind: "id", required: true, hint: t("prices.id_hint") };

// A new entry has an id to choose; a kept one keeps its own.
export function fieldsOf(part, isNew) {
  const fields = part === "rules" ? RULE : PROMOTION;
  return isNew ? [{ ...ID, name: part === "rules" ? "rule_id" : "promotion_id" }, ...fields] : fields;
}

export const POLICY = [
  { name: "least_margin", title: t("prices.least_margin"), kind: "percent", hint: t("prices.least_margin_hint") },
  { name: "follows_demand", title: t("prices.follows_demand"), kind: "check" },
  { name: "day_step", title: t("prices.day_step"), kind: "percent", hint: t("prices.in_percent") },
  { name: "days_wanted", title: t("prices.days_wanted"), kind: "number", hint: t("prices.days_wanted_hint") },
  { name: "competitors.strategy", title: t("prices.competitors"), options: kinds(["ignore", "match", "undercut", "above"], "prices.strategy") },
  { name: "competitors.basis_points", title: t("prices.strategy_by"), kind: "percent", when: (texts) => ["undercut", "above"].includes(texts["competitors.strategy"]) },
  { name: "competitors.at_least", title: t("prices.competitors_known"), kind: "whole", when: (texts) => texts["competitors.strategy"] !== "ignore" },
  { name: "competitors.most_age_hours", title: t("prices.competitors_age"), kind: "whole", when: (texts) => texts["competitors.strategy"] !== "ignore" },
];

export const RATE = [
  { name: "country", title: t("prices.country"), kind: "code" },
  { name: "region", title: t("prices.region"), kind: "code" },
  { name: "tax_class", title: t("prices.tax_class") },
  { name: "name", title: t("prices.tax_name") },
  { name: "rate", title: t("prices.rate"), kind: "rate", required: true },
  { name: "since", title: t("filter.from"), kind: "day" },
  { name: "until", title: t("filter.to"), kind: "day" },
  { name: "instead", title: t("prices.instead"), kind: "check" },
];
