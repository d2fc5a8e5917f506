// Stock is counted, or pieces are put in and taken out, each with a reason and once under its id.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { Dialog, done } from "../parts.js";
import { t } from "../texts.js";
import { Form } from "./form.js";

export function StockActs({ sku, levels, moved }) {
  const [asking, ask] = useState(null);
  const close = () => ask(null);
  return html`<button type="button" onClick=${() => ask("counts")}>${t("stock.count")}</button>
    <button type="button" onClick=${() => ask("movements")}>${t("stock.move")}</button>
    ${asking && html`<${Asked} key=${asking} what=${asking} sku=${sku} levels=${levels} moved=${moved} close=${close} />`}`;
}

// What a movement does, by why pieces are put in or taken out.
const MOVES = {
  received: (pieces) => ({ on_hand: pieces }),
  corrected: (pieces) => ({ on_hand: pieces }),
  damaged: (pieces) => ({ on_hand: 0, unavailable: pieces }),
};

function Asked({ what, sku, levels, moved, close }) {
  const [id] = useState(() => `console-${crypto.randomUUID()}`); // sent again, it moves stock once
  const counts = what === "counts";
  const place = levels.length ? { options: levels.map((one) => ({ value: one.location, title: one.location })) } : { hint: t("stock.location_hint") };
  const fields = [
    { name: "location", title: t("stock.location"), required: true, ...place },
    ...(counts ? [{ name: "counted", title: t("stock.counted"), kind: "whole", required: true, hint: t("stock.counted_hint") }]
      : [{ name: "reason", title: t("stock.reason"), options: Object.keys(MOVES).map((one) => ({ value: one, title: t(`stock.reason_${one}`) })) },
        { name: "on_hand", title: t("stock.pieces"), kind: "whole", required: true, hint: t("stock.pieces_hint") }]),
    { name: "note", title: t("stock.note"), required: true, hint: t("stock.note_hint") },
  ];
  const first = { movement_id: id, location: levels[0]?.location ?? "", ...(counts ? {} : { reason: "received" }) };
  const save = async (document) => {
    const { reason, on_hand: pieces, ...rest } = document;
    const body = counts ? document : { ...rest, reason, ...MOVES[reason](pieces) };
    const { data } = await act("POST", `api/v1/stock/${sku}/${what}`, body);
    moved(data);
    close();
    done(t(counts ? "stock.count_done" : "stock.move_done"));
  };
  return html`<${Dialog} title=${t(counts ? "stock.count_title" : "stock.move_title", { sku })} onClose=${close}>
    <${Form} fields=${fields} document=${first} save=${save} label=${t(counts ? "stock.count" : "stock.move")} onCancel=${close} /></${Dialog}>`;
}
