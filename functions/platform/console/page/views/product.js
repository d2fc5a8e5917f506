// One product: what it is, its variants with their prices and measures, and whether it is sold.
import { html, useState } from "../dom.js";
import { act } from "../api.js";
import { link } from "../address.js";
import { day, moment, money, number } from "../format.js";
import { useAct, useDocument } from "../loading.js";
import { Badge, Card, Confirm, Facts, Loading, Title, Trouble, done } from "../parts.js";
import { may } from "../session.js";
import { t, word } from "../texts.js";
import { Form } from "./form.js";
import { PRICES, PRODUCT, SKU, VARIANT, contentOf, variantOf } from "./product_fields.js";
import { TableForm } from "./table_form.js";

export default function Product({ given: { id } }) {
  const found = useDocument(`api/v1/products/${encodeURIComponent(id)}`);
  const [editing, edit] = useState(null); // "product", "new", or what of which SKU
  const product = found.data;
  if (found.error && !product) return html`<${Title}>${t("product.title")}</${Title}><${Trouble} of=${found.error} again=${found.again} />`;
  if (!product) return html`<${Loading} />`;
  const close = () => edit(null);
  const again = () => { close(); found.again(); };
  // Keeps the product with a change of it. What was before can be put back, unless somebody changed it meanwhile.
  const keep = async (content, version = product.version) => {
    const { data } = await act("PUT", `api/v1/products/${encodeURIComponent(id)}`, content, { ifMatch: version });
    found.set(data);
    return data.version;
  };
  const save = async (change, said = "product.saved") => {
    const version = await keep({ ...contentOf(product), ...change });
    close();
    done(t(said), () => keep(contentOf(product), version).then(() => done(t("product.put_back")), (error) => done(error.status === 412 ? t("problem.412") : error.message)));
  };
  const variants = { of: product.variants, save, editing, edit, close, again, writes: may("baton/commerce.write") };
  return html`<${Title} lead=${[product.product_id, product.brand].filter(Boolean).join(" · ")}
      actions=${html`<${Badge} of=${t(`product.is_${product.state}`)} tone=${TONES[product.state]} />${variants.writes && html`<${Selling} product=${product} save=${save} again=${again} />`}`}>${product.title}</${Title}>
    <div class="stack">
      <${Card} title=${t("product.about")}>${editing === "product"
    ? html`<${Form} key=${product.version} fields=${PRODUCT} document=${contentOf(product)} save=${(document) => save(document)} again=${again} onCancel=${close} />`
    : html`<${About} product=${product} />${variants.writes && html`<div class="actions"><button type="button" onClick=${() => edit("product")}>${t("product.edit")}</button></div>`}`}</${Card}>
      ${product.variants.map((variant) => html`<${Variant} key=${variant.sku} variant=${variant} ...${variants} />`)}
      ${editing === "new" && html`<${Card} title=${t("product.new_variant")}><${Form} fields=${[SKU, ...VARIANT]} document=${{ is_shipped: true, state: "active", tax_class: "standard" }}
        save=${(document) => save({ variants: [...product.variants, variantOf(document)] }, "product.added")} again=${again} onCancel=${close} /></${Card}>`}
      ${variants.writes && editing !== "new" && html`<div class="actions"><button type="button" onClick=${() => edit("new")}>${t("product.add_variant")}</button></div>`}
    </div>`;
}

const TONES = { active: "good", draft: "warn", ended: "plain" };

const About = ({ product }) => html`<${Facts} of=${[
  [t("product.description"), product.description && html`<span class="text">${product.description}</span>`],
  [t("sku.categories"), (product.categories ?? []).join(", ")],
  [t("product.brand"), product.brand],
  [t("product.sold_from"), moment(product.sold_from)],
  [t("product.sold_until"), moment(product.sold_until)],
  [t("product.changed"), moment(product.updated_at)],
]} />`;

// Whether all of it is sold: one press, asked before, and taken back with one.
function Selling({ product, save, again }) {
  const [asking, ask] = useState(false);
  const name = product.state === "active" ? "end" : "sell";
  const turn = useAct(() => save({ state: name === "end" ? "ended" : "active" }, `product.${name}_done`));
  const close = () => { ask(false); turn.clear(); };
  return html`<button type="button" onClick=${() => ask(true)}>${t(`product.${name}`)}</button>
    ${asking && html`<${Confirm} title=${t(`product.${name}_title`)} confirm=${t(`product.${name}`)} tone=${name === "end" ? "danger" : "primary"} act=${turn}
      again=${again} onDone=${close} onClose=${close}><p>${t(`product.${name}_text`)}</p></${Confirm}>`}`;
}

function Variant({ variant, of: all, save, editing, edit, close, again, writes }) {
  const [asking, ask] = useState(false);
  const put = (change, said) => save({ variants: all.map((one) => (one.sku === variant.sku ? variantOf({ ...one, ...change }) : one)) }, said);
  const remove = useAct(() => save({ variants: all.filter((one) => one.sku !== variant.sku) }, "product.removed"));
  const place = `/variants/${all.indexOf(variant)}`;
  const pointed = VARIANT.map((one) => ({ ...one, pointer: `${place}/${one.name.replaceAll(".", "/")}` }));
  const leave = () => { ask(false); remove.clear(); };
  return html`<${Card} title=${[variant.title, variant.sku].join(" · ")}>
    ${editing === `variant ${variant.sku}` ? html`<${Form} key=${variant.sku} fields=${pointed} document=${variant} save=${put} again=${again} onCancel=${close} />`
    : editing === `prices ${variant.sku}` ? html`<${TableForm} title=${t("product.prices_of", { sku: variant.sku })} columns=${PRICES} rows=${variant.prices ?? []} fresh=${{ price_list: "standard" }}
        place=${`${place}/prices`} save=${(prices) => put({ prices })} again=${again} add=${t("product.add_price")} label=${t("product.save_prices")} onCancel=${close} />`
      : html`<${Sold} variant=${variant} />
        <div class="actions"><a class="button" href=${link(`/skus/${variant.sku}`)}>${t("product.stock")}</a>
          ${writes && html`<button type="button" onClick=${() => edit(`prices ${variant.sku}`)}>${t("product.edit_prices")}</button>
            <button type="button" onClick=${() => edit(`variant ${variant.sku}`)}>${t("product.edit_variant")}</button>
            ${all.length > 1 && html`<button type="button" class="quiet" onClick=${() => ask(true)}>${t("prices.remove")}<span class="unseen"> ${variant.sku}</span></button>`}`}</div>`}
    ${asking && html`<${Confirm} title=${t("product.remove_title", { sku: variant.sku })} confirm=${t("prices.remove")} tone="danger" act=${remove} again=${again} onDone=${leave} onClose=${leave}>
      <p>${t("product.remove_text")}</p></${Confirm}>`}
  </${Card}>`;
}

const Sold = ({ variant: { dimensions: size, ...one } }) => html`<${Facts} of=${[
  [t("product.state"), html`<${Badge} of=${t(`product.is_${one.state}`)} tone=${TONES[one.state]} />`],
  [t("products.price"), one.prices?.length > 0 ? html`<span>${one.prices.map((each) => html`<span class="line">${priced(each)}</span>`)}</span>` : t("product.no_price")],
  [t("sku.cost"), money(one.cost)],
  [t("sku.least_price"), money(one.minimum_advertised)],
  [t("sku.tax_class"), word(one.tax_class)],
  [t("sku.options"), Object.entries(one.options ?? {}).map(([name, value]) => `${name}: ${value}`).join(", ")],
  [t("product.measures"), size && t("product.size", { length: number(size.length), width: number(size.width), height: number(size.height), weight: number(size.weight) })],
  [t("product.is_shipped"), t(one.is_shipped === false ? "no" : "yes")],
]} />`;

const priced = ({ money: amount, price_list: list = "standard", valid_from: from, valid_until: until }) => [money(amount), list !== "standard" && list,
  from && t("prices.since", { when: day(from) }), until && t("prices.until", { when: day(until) })].filter(Boolean).join(" ");
