// What staff can do with an order: cancel it, take pieces back, or take out what is not found when it is packed. Each is
// asked about before, with the amount.
import { html, useEffect, useState } from "../dom.js";
import { act, keeper } from "../api.js";
import { useAct } from "../loading.js";
import { Confirm, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t } from "../texts.js";
import { amountOf, isPacked, mayCancel, returnable } from "./order_words.js";

export function Acts({ order, changed }) {
  const [asking, ask] = useState(null);
  if (!may("baton/orders.write")) return null;
  const left = returnable(order);
  const close = () => ask(null);
  return html`${left.length > 0 && html`<button type="button" onClick=${() => ask("return")}>${t("order.take_back")}</button>`}
    ${left.length > 0 && isPacked(order) && html`<button type="button" onClick=${() => ask("shortfall")}>${t("order.shortfall")}</button>`}
    ${mayCancel(order) && html`<button type="button" onClick=${() => ask("cancel")}>${t("order.cancel")}</button>`}
    ${asking === "cancel" && html`<${Cancel} order=${order} changed=${changed} close=${close} />`}
    ${asking === "return" && html`<${Return} order=${order} left=${left} changed=${changed} close=${close} path="returns"
      texts=${{ act: "order.take_back", title: "order.return_title", text: "order.return_text", done: "order.return_done" }} />`}
    ${asking === "shortfall" && html`<${Return} order=${order} left=${left} changed=${changed} close=${close} path="shortfall"
      texts=${{ act: "order.shortfall", title: "order.shortfall_title", text: "order.shortfall_text", done: "order.shortfall_done" }} />`}`;
}

function Cancel({ order, changed, close }) {
  const [reason, write] = useState("");
  const cancel = useAct(async () => {
    const { data } = await act("POST", `api/v1/orders/${order.order_id}/cancellation`, { reason: reason.trim() });
    changed(data);
    done(t("order.cancel_done"));
  });
  const back = (order.payment?.captured ?? 0) - (order.payment?.refunded ?? 0);
  return html`<${Confirm} title=${t("order.cancel_title")} confirm=${t("order.cancel")} tone="danger" act=${cancel}
    disabled=${!reason.trim()} onDone=${close} onClose=${close}>
    <p>${back > 0 ? t("order.cancel_refund", { amount: amountOf(order, back) }) : t("order.cancel_hold")} ${t("order.cancel_text")}</p>
    <label>${t("order.cancel_reason")}<input value=${reason} maxlength="250" required onInput=${(event) => write(event.target.value)} /></label>
  </${Confirm}>`;
}

// Pieces that are paid back: they come back, or were never sent. `path` says which.
function Return({ order, left, changed, close, path, texts }) {
  const [counts, count] = useState({});
  const [reason, write] = useState("");
  const pieces = Object.fromEntries(Object.entries(counts).filter(([, number]) => number > 0));
  const worth = useWorth(order, pieces);
  const [keyOf] = useState(keeper);
  const take = useAct(async () => {
    const body = { pieces, reason: reason.trim() };
    const { data } = await act("POST", `api/v1/orders/${order.order_id}/${path}`, body, { key: keyOf(body) });
    changed(data);
    done(t(texts.done));
  });
  return html`<${Confirm} title=${t(texts.title)} tone="danger" act=${take} onDone=${close} onClose=${close}
    confirm=${worth.amount == null ? t(texts.act) : t("order.return_for", { amount: amountOf(order, worth.amount) })}
    disabled=${worth.amount == null || !reason.trim()}>
    <p>${t(texts.text)}</p>
    <div class="form">${left.map(([sku, most]) => html`<label>${t("order.return_pieces", { what: order.titles[sku] ?? sku, most })}
      <input type="number" min="0" max=${most} step="1" inputmode="numeric" value=${counts[sku] ?? 0}
        onInput=${(event) => count((before) => ({ ...before, [sku]: Number(event.target.value) }))} /></label>`)}
    <label>${t("order.return_reason")}<input value=${reason} maxlength="500" required onInput=${(event) => write(event.target.value)} /></label></div>
    <p role="status" class="small">${worth.amount != null && t("order.return_amount", { amount: amountOf(order, worth.amount) })}</p>
    <${Trouble} of=${worth.error} />
  </${Confirm}>`;
}

// What would be paid back, as the API works it out; asked when the typing rests.
function useWorth(order, pieces) {
  const [worth, show] = useState({});
  const key = JSON.stringify(pieces);
  useEffect(() => {
    show({});
    if (key === "{}") return undefined;
    let late = false;
    const timer = setTimeout(() => act("POST", `api/v1/orders/${order.order_id}/return-previews`, { pieces, reason: "-" })
      .then(({ data }) => { if (!late) show({ amount: data.amount }); }, (error) => { if (!late) show({ error }); }), 250);
    return () => { late = true; clearTimeout(timer); };
  }, [key, order.version]);
  return worth;
}
