// A new product with its first variant; further ones and prices are added where it is looked at.
import { html } from "../dom.js";
import { Problem, act } from "../api.js";
import { go } from "../address.js";
import { Card, Title, done } from "../parts.js";
import { t, word } from "../texts.js";
import { Form } from "./form.js";
import { NEW, variantOf } from "./product_fields.js";

const FIRST = { state: "active", variant: { is_shipped: true, tax_class: "standard" } };

export default function NewProduct() {
  const save = async ({ product_id: id, sku, variant, price, ...content }) => {
    const first = { sku, ...variantOf(variant), prices: price ? [{ money: price }] : [] };
    await act("PUT", `api/v1/products/${encodeURIComponent(id)}`, { ...content, variants: [first] }, { ifMatch: 0 }).catch(explained);
    done(t("product.created"));
    go(`/products/${encodeURIComponent(id)}`);
  };
  return html`<${Title} lead=${t("new_product.lead")}>${t("new_product.title")}</${Title}>
    <${Card}><${Form} fields=${NEW} parts=${[null, word("variant")]} document=${FIRST} save=${save} label=${t("new_product.add")} onCancel=${() => go("/products")} /></${Card}>`;
}

// Another version than none is kept: the id is taken.
function explained(error) {
  if (error.status !== 412) throw error;
  throw new Problem(409, { detail: t("product.taken"), errors: [{ pointer: "/product_id", detail: t("product.taken") }] });
}
