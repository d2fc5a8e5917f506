// What the views of orders have in common: what comes next, what things cost, and which orders are told live.
import { hear } from "../live.js";
import { useEffect } from "../dom.js";
import { moment, money } from "../format.js";
import { t, word } from "../texts.js";

export const STATES = ["placed", "awaiting_buyer", "authorised", "confirmed", "shipped", "delivered", "undoing", "canceled", "failed"];
const CANCELABLE = new Set(["placed", "awaiting_buyer", "authorised", "confirmed"]);
const RETURNABLE = new Set(["confirmed", "shipped", "delivered"]);

export const amountOf = (order, value) => money({ amount: value ?? 0, currency: order.quote.currency });
export const buyerOf = (order) => (order.erased ? t("order.erased") : order.email);
export const shortId = (id) => `…${id.slice(-8)}`;
export const piecesOf = (order) => order.quote.lines.reduce((sum, line) => sum + line.quantity, 0);
export const isPacked = (order) => order.state === "confirmed";
export const mayCancel = (order) => CANCELABLE.has(order.state);

// Pieces of each SKU that can still come back, by SKU.
export function returnable(order) {
  if (!RETURNABLE.has(order.state)) return [];
  const left = new Map();
  for (const line of order.quote.lines) left.set(line.sku, (left.get(line.sku) ?? 0) + line.quantity);
  for (const one of order.returns ?? []) {
    if (!one.refused) for (const [sku, count] of Object.entries(one.pieces)) left.set(sku, left.get(sku) - count);
  }
  return [...left].filter(([, count]) => count > 0);
}

// What happens next, in a sentence.
export function nextOf(order) {
  const { state, payment, label, shipping } = order;
  const when = moment(order.held_until);
  const carrier = shipping?.carrier ?? t("order.carrier");
  if (state === "awaiting_buyer") return payment.declined ? t("next.declined", { why: payment.declined, when }) : t("next.awaiting_buyer", { when });
  const open = (order.returns ?? []).find((one) => !one.refused && !one.refunded);
  if (open) return t(open.missing ? "next.shortfall" : "next.return");
  if (state === "confirmed") return label ? t("next.label", { carrier }) : t("next.no_carrier");
  if (state === "undoing") return t("next.undoing", { as: word(order.ends_as) });
  if (state === "canceled" || state === "failed") return payment?.refunded > 0 ? t("next.refunded", { amount: amountOf(order, payment.refunded) }) : t("next.nothing_taken");
  return STATES.includes(state) ? t(`next.${state}`, { carrier }) : "";
}

// Whether something about it is under way: it will look different in a moment.
export const isUnderWay = ({ state, returns = [] }) => ["placed", "authorised", "undoing"].includes(state)
  || returns.some((one) => !one.refused && !one.refunded);

// Calls `changed` with the ids of orders whose state changed, as the live updates tell it.
export function useChangedOrders(changed) {
  useEffect(() => hear((batch) => {
    const ids = batch.flatMap((one) => (one.type === "order" ? [one] : one.type === "orders" ? one.orders : []))
      .map((one) => one.order.order_id);
    if (ids.length) changed(new Set(ids));
  }), []);
}
