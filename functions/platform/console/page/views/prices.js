// The price book: rules, promotions, tax rates and the policy, as tables that are worked in.
import { html } from "../dom.js";
import { link } from "../address.js";
import { money, moment, number, percent } from "../format.js";
import { Listing } from "../listing.js";
import { useDocument } from "../loading.js";
import { Badge, Card, Empty, Facts, Loading, Title, Trouble } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";

const share = (points) => percent(points / 10_000, 2);
const when = ({ since, until } = {}) => [since && t("prices.since", { when: moment(since) }), until && t("prices.until", { when: moment(until) })].filter(Boolean).join(" ");

// For what an entry holds, in words; nothing named is everything.
function scopeOf({ scope = {}, segments = [], countries = [], least_quantity: least }) {
  const named = [...(scope.skus ?? []), ...(scope.products ?? []), ...(scope.categories ?? []), ...(scope.brands ?? []), ...segments, ...countries];
  if (least > 1) named.push(t("prices.least", { n: number(least) }));
  return named.length ? named.join(", ") : t("prices.everything");
}

function ruleSays(rule) {
  const value = rule.kind === "percent" ? `${rule.basis_points > 0 ? "+" : ""}${share(rule.basis_points)}` : signed(rule);
  return t(`prices.rule_${rule.kind}`, { value });
}

const signed = ({ amount, currency }) => `${amount < 0 ? "−" : ""}${money({ amount: Math.abs(amount), currency })}`;

function promotionSays(one) {
  if (one.kind === "free_pieces") return t("prices.promotion_free_pieces", { buy: one.buy, free: one.free });
  return t(`prices.promotion_${one.kind}`, { value: one.basis_points ? share(one.basis_points) : money({ amount: one.amount ?? 0, currency: one.currency }) });
}

// Whether a promotion holds now.
export function standing({ paused, window: { since, until } = {} }, now = Date.now()) {
  if (paused) return "paused";
  if (since && new Date(since) > now) return "planned";
  return until && new Date(until) <= now ? "ended" : "active";
}

const RULES = [
  { title: t("prices.why"), text: (one) => one.why },
  { title: t("prices.does"), text: ruleSays },
  { title: t("prices.for"), text: scopeOf, cell: (one) => html`<span class="clamp">${scopeOf(one)}</span>` },
  { title: t("prices.when"), text: (one) => when(one.window) },
  { title: t("prices.priority"), text: (one) => one.priority, end: true },
  { title: t("order.state"), text: (one) => word(standing(one)), cell: (one) => html`<${Badge} of=${standing(one)} />` },
];
const PROMOTIONS = [
  { title: t("prices.name"), text: (one) => one.name },
  { title: t("prices.does"), text: promotionSays },
  { title: t("prices.codes"), text: (one) => codesOf(one) },
  { title: t("prices.for"), text: scopeOf, cell: (one) => html`<span class="clamp">${scopeOf(one)}</span>` },
  { title: t("prices.when"), text: (one) => when(one.window) },
  { title: t("order.state"), text: (one) => word(standing(one)), cell: (one) => html`<${Badge} of=${standing(one)} />` },
];

const codesOf = ({ codes = [] }) => (codes.length > 3 ? t("prices.many_codes", { n: number(codes.length) }) : codes.join(", "));

export default function Prices() {
  const found = useDocument("api/v1/prices");
  const book = found.data;
  if (found.error && !book) return html`<${Title}>${t("prices.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!book) return html`<${Loading} />`;
  const { policy } = book;
  const writes = may("baton/commerce.write");
  return html`<${Title} lead=${t("prices.lead")}>${t("prices.title")}</${Title}><div class="stack">
    <${Part} name="rules" items=${book.rules} columns=${RULES} id=${(one) => one.rule_id} writes=${writes} />
    <${Part} name="promotions" items=${book.promotions} columns=${PROMOTIONS} id=${(one) => one.promotion_id} writes=${writes} />
    <${Part} name="rates" items=${book.rates} columns=${RATES} writes=${writes} />
    <${Card} title=${t("prices.policy")}><${Facts} of=${[
    [t("prices.least_margin"), share(policy.least_margin)],
    [t("prices.follows_demand"), t(policy.follows_demand ? "yes" : "no")],
    [t("prices.day_step"), share(policy.day_step)],
    [t("prices.days_wanted"), number(policy.days_wanted)],
    [t("prices.competitors"), `${word(`strategy_${policy.competitors.strategy}`)}${policy.competitors.basis_points ? ` ${share(policy.competitors.basis_points)}` : ""}`],
  ]} />${writes && html`<div class="actions"><a class="button" href="#/prices/policy">${t("prices.edit_policy")}</a></div>`}</${Card}></div>`;
}

const RATES = [
  { title: t("prices.country"), text: (one) => (one.country === "*" ? t("prices.elsewhere") : [one.country, one.region].filter(Boolean).join("-")) },
  { title: t("prices.tax_name"), text: (one) => one.name },
  { title: t("prices.tax_class"), text: (one) => one.tax_class },
  { title: t("prices.rate"), text: (one) => percent(Number(one.rate), 3), end: true },
  { title: t("prices.when"), text: (one) => [one.since, one.until].map((day) => day ?? "").join(" – ").replace(/^ – $/, "") },
];

function Part({ name, items, columns, id, writes }) {
  const list = { items, loading: false, every: null };
  const act = name === "rates" ? { href: "#/prices/rates", text: t("prices.edit_rates") } : { href: `#/prices/new/${name}`, text: t(`prices.add_${name}`) };
  return html`<div class="part"><div class="row"><h2 id=${name}>${t(`prices.${name}`)}</h2>${writes && html`<a class="button" href=${act.href}>${act.text}</a>`}</div>
    <${Listing} list=${list} columns=${columns} caption=${t(`prices.${name}`)} csv=${name} rowKey=${(one) => (id ? id(one) : JSON.stringify(one))}
      href=${id && ((one) => link(`/prices/${name}/${id(one)}`))} empty=${html`<${Empty} title=${t(`prices.no_${name}.title`)}>${t(`prices.no_${name}.text`)}</${Empty}>`} /></div>`;
}
