// The fields of products, of their variants, and of what a variant costs by which price list.
import { t, word } from "../texts.js";

const STATES = ["active", "draft", "ended"].map((value) => ({ value, title: t(`product.state_${value}`) }));

export const PRODUCT = [
  { name: "title", title: t("product.name"), required: true },
  { name: "brand", title: t("product.brand") },
  { name: "categories", title: t("sku.categories"), kind: "names", hint: t("prices.categories_hint") },
  { name: "description", title: t("product.description"), kind: "long" },
  { name: "state", title: t("product.state"), options: STATES },
  { name: "sold_from", title: t("product.sold_from"), kind: "moment" },
  { name: "sold_until", title: t("product.sold_until"), kind: "moment" },
];

export const VARIANT = [
  { name: "title", title: t("products.variant"), required: true, hint: t("product.variant_hint") },
  { name: "state", title: t("product.state"), options: STATES },
  { name: "options", title: t("sku.options"), kind: "pairs", hint: t("product.options_hint") },
  { name: "cost", title: t("sku.cost"), kind: "money", hint: t("form.money_hint") },
  { name: "minimum_advertised", title: t("sku.least_price"), kind: "money", hint: t("product.least_price_hint") },
  { name: "tax_class", title: t("sku.tax_class"), hint: t("product.tax_class_hint") },
  { name: "is_shipped", title: t("product.is_shipped"), kind: "check", hint: t("product.is_shipped_hint") },
  ...["length", "width", "height"].map((name) => ({ name: `dimensions.${name}`, title: t(`product.${name}`), kind: "whole", hint: t("product.in_mm") })),
  { name: "dimensions.weight", title: t("product.weight"), kind: "whole", hint: t("product.in_grams") },
];

export const SKU = { name: "sku", title: t("products.sku"), kind: "sku", required: true, hint: t("product.sku_hint") };

export const PRICES = [
  { name: "money", title: t("product.price"), kind: "money", required: true },
  { name: "price_list", title: t("product.price_list") },
  { name: "valid_from", title: t("product.first_day"), kind: "day" },
  { name: "valid_until", title: t("product.last_day"), kind: "day" },
];

// A new product has one variant at first, with one price.
export const NEW = [
  { name: "product_id", title: t("product.id"), kind: "sku", required: true, hint: t("product.id_hint") },
  ...PRODUCT.filter((one) => !one.name.startsWith("sold_")),
  { ...SKU, part: word("variant"), pointer: "/variants/0/sku" },
  ...VARIANT.filter((one) => one.name !== "state").map((one) => ({ ...one, name: `variant.${one.name}`, part: word("variant"), pointer: `/variants/0/${one.name.replaceAll(".", "/")}` })),
  { name: "price", title: t("products.price"), kind: "money", part: word("variant"), pointer: "/variants/0/prices", hint: t("form.money_hint") },
];

// What the API takes: measures only where there are any, and nothing that Baton keeps beside.
export function variantOf({ dimensions, ...rest }) {
  return Object.keys(dimensions ?? {}).length ? { ...rest, dimensions } : rest;
}

export function contentOf({ product_id: _, version: __, updated_at: ___, ...content }) {
  return content;
}
