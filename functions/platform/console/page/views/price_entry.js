// One rule or promotion: looked at, changed, or taken out of the price book.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { go } from "../address.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Empty, Facts, Loading, Title, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t } from "../texts.js";
import { Form, shownOf } from "./form.js";
import { PARTS, fieldsOf } from "./price_fields.js";
import { standing } from "./prices.js";

const IDS = { rules: "rule_id", promotions: "promotion_id" };
const FIRST = {
  rules: { rule_id: "", kind: "percent" },
  promotions: { promotion_id: "", kind: "percent" },
};

// `id` is missing for a new one.
export default function PriceEntry({ given: { part, id } }) {
  const found = useDocument("api/v1/prices");
  const [removing, remove] = useState(false);
  if (!(part in IDS)) return html`<${Title}>${t("nowhere.title")}</${Title}><p><a href="#/prices">${t("prices.title")}</a></p>`;
  if (found.error && !found.data) return html`<${Title}>${t(`prices.${part}`)}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!found.data) return html`<${Loading} />`;
  const kept = id ? found.data[part].find((one) => one[IDS[part]] === id) : FIRST[part];
  if (!kept) return html`<${Title}>${t(`prices.${part}`)}</${Title}><${Empty} title=${t("problem.404")}><a href="#/prices">${t("prices.title")}</a></${Empty}>`;
  const writes = may("baton/commerce.write");
  const { version, ...document } = kept;
  const save = async ({ [IDS[part]]: name, ...content }) => {
    await act("PUT", `api/v1/prices/${part}/${encodeURIComponent(name)}`, content, { ifMatch: version ?? 0 });
    done(t("prices.saved"));
    go("/prices");
  };
  return html`<${Title} lead=${id && `${t(`prices.one_${part}`)} ${id}`}
      actions=${id && html`<${Badge} of=${standing(kept)} />${writes && html`<button type="button" onClick=${() => remove(true)}>${t("prices.remove")}</button>`}`}>${
  id ? kept.name ?? kept.why : t(`prices.add_${part}`)}</${Title}>
    <${Card}>${writes ? html`<${Form} fields=${fieldsOf(part, !id)} parts=${PARTS} document=${document} save=${save} onCancel=${() => go("/prices")} />`
    : html`<${Facts} of=${shownOf(fieldsOf(part, false), document)} /><p class="small">${t("prices.not_yours")}</p>`}</${Card}>
    ${removing && html`<${Remove} part=${part} id=${id} version=${version} close=${() => remove(false)} />`}`;
}

function Remove({ part, id, version, close }) {
  const gone = useAct(async () => {
    await act("DELETE", `api/v1/prices/${part}/${encodeURIComponent(id)}`, undefined, { ifMatch: version });
    done(t("prices.removed"));
  });
  return html`<${Confirm} title=${t("prices.remove_title")} confirm=${t("prices.remove")} tone="danger" act=${gone}
    onDone=${() => { close(); go("/prices"); }} onClose=${close}><p>${t(`prices.remove_${part}`)}</p></${Confirm}>`;
}
