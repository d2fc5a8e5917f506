// All tax rates in one table, changed together.
import { html } from "../dom.js";
import { act } from "../api.js";
import { go } from "../address.js";
import { useDocument } from "../loading.js";
import { Loading, Title, Trouble, done } from "../parts.js";
import { t } from "../texts.js";
import { RATE } from "./price_fields.js";
import { TableForm } from "./table_form.js";

const NEW = { country: "", name: "", rate: "", tax_class: "standard" };

export default function TaxRates() {
  const found = useDocument("api/v1/prices");
  const title = html`<${Title} lead=${t("tax_rates.lead")}>${t("tax_rates.title")}</${Title}>`;
  if (found.error && !found.data) return html`${title}<${Trouble} of=${found.error} again=${found.again} />`;
  if (!found.data) return html`<${Loading} />`;
  const { rates, rates_version: version } = found.data;
  const save = async (list) => {
    await act("PUT", "api/v1/prices/tax-rates", { rates: list }, { ifMatch: version });
    done(t("prices.saved"));
    go("/prices");
  };
  return html`${title}<${TableForm} key=${version} title=${t("tax_rates.title")} columns=${RATE} rows=${rates} fresh=${NEW} place="/rates" save=${save}
    again=${found.again} add=${t("tax_rates.add")} label=${t("tax_rates.save")} onCancel=${() => go("/prices")} />`;
}
