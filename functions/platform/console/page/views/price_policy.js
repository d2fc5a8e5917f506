// What was decided once for all prices.
import { html } from "../dom.js";
import { act } from "../api.js";
import { go } from "../address.js";
import { useDocument } from "../loading.js";
import { Card, Loading, Title, Trouble, done } from "../parts.js";
import { t } from "../texts.js";
import { Form } from "./form.js";
import { POLICY } from "./price_fields.js";

export default function PricePolicy() {
  const found = useDocument("api/v1/prices");
  const title = html`<${Title} lead=${t("price_policy.lead")}>${t("price_policy.title")}</${Title}>`;
  if (found.error && !found.data) return html`${title}<${Trouble} of=${found.error} again=${found.again} />`;
  if (!found.data) return html`<${Loading} />`;
  const { policy: { version: _, ...document }, policy_version: version } = found.data;
  const save = async (policy) => {
    await act("PUT", "api/v1/prices/policy", policy, { ifMatch: version });
    done(t("prices.saved"));
    go("/prices");
  };
  return html`${title}<${Card}><${Form} fields=${POLICY} document=${document} save=${save} onCancel=${() => go("/prices")} /></${Card}>`;
}
