// Every view, a line each; its code is loaded when it is first gone to. `scope` is what its main listing
// needs, `area` the area that must be on, `menu` the group of the menu that it stands in (none: it is
// reached from another view). A new area adds its lines here, its files in views/, its texts in english.js.
export const VIEWS = [
  { path: "/", name: "home", load: () => import("./views/home.js") },
  { path: "/cases", name: "cases", menu: "work", scope: "baton/escalations.read", load: () => import("./views/cases.js") },
  { path: "/cases/:id", name: "case", under: "cases", scope: "baton/escalations.read", load: () => import("./views/case.js") },
  { path: "/drafts", name: "drafts", menu: "work", area: "leads", scope: "baton/leads.read", load: () => import("./views/drafts.js") },
  { path: "/outgoing", name: "outgoing", menu: "work", scope: "baton/channels.read", load: () => import("./views/outgoing.js") },
  { path: "/leads", name: "leads", menu: "leads", area: "leads", scope: "baton/leads.read", load: () => import("./views/leads.js") },
  { path: "/leads/:id", name: "lead", under: "leads", area: "leads", scope: "baton/leads.read", load: () => import("./views/lead.js") },
  { path: "/import", name: "import", menu: "leads", area: "leads", scope: "baton/leads.write", load: () => import("./views/import.js") },
  { path: "/campaigns", name: "campaigns", menu: "campaigns", area: "campaigns", scope: "baton/campaigns.read", load: () => import("./views/campaigns.js") },
  { path: "/campaigns/:id", name: "campaign", under: "campaigns", area: "campaigns", scope: "baton/campaigns.read", load: () => import("./views/campaign.js") },
  { path: "/reports", name: "reports", menu: "campaigns", area: "campaigns", scope: "baton/campaigns.read", load: () => import("./views/reports.js") },
  { path: "/reports/:id", name: "report", under: "reports", area: "campaigns", scope: "baton/campaigns.read", load: () => import("./views/report.js") },
  { path: "/ask", name: "ask", menu: "business", area: "gtm", scope: "baton/gtm.read", load: () => import("./views/ask.js") },
  { path: "/weekly", name: "weekly", menu: "business", area: "gtm", scope: "baton/gtm.read", load: () => import("./views/weekly.js") },
  { path: "/weekly/:id", name: "weekly_report", under: "weekly", area: "gtm", scope: "baton/gtm.read", load: () => import("./views/weekly_report.js") },
  { path: "/orders", name: "orders", menu: "shop", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/orders.js") },
  { path: "/orders/:id", name: "order", under: "orders", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/order.js") },
  { path: "/products", name: "products", menu: "shop", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/products.js") },
  { path: "/skus/:id", name: "sku", under: "products", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/sku.js") },
  { path: "/skus/:id/price", name: "sku_price", under: "products", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/sku_price.js") },
  { path: "/purchases", name: "purchases", menu: "shop", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/purchases.js") },
  { path: "/purchases/:id", name: "purchase", under: "purchases", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/purchase.js") },
  { path: "/prices", name: "prices", menu: "shop", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/prices.js") },
  { path: "/prices/policy", name: "price_policy", under: "prices", area: "commerce", scope: "baton/commerce.write", load: () => import("./views/price_policy.js") },
  { path: "/prices/rates", name: "tax_rates", under: "prices", area: "commerce", scope: "baton/commerce.write", load: () => import("./views/tax_rates.js") },
  { path: "/prices/new/:part", name: "new_price_entry", under: "prices", area: "commerce", scope: "baton/commerce.write", load: () => import("./views/price_entry.js") },
  { path: "/prices/:part/:id", name: "price_entry", under: "prices", area: "commerce", scope: "baton/commerce.read", load: () => import("./views/price_entry.js") },
  { path: "/flow", name: "flow", menu: "operations", scope: "baton/agent.status", load: () => import("./views/flow.js") },
  { path: "/incidents", name: "incidents", menu: "operations", scope: "baton/incidents.read", load: () => import("./views/incidents.js") },
  { path: "/costs", name: "costs", menu: "operations", scope: "baton/language.read", load: () => import("./views/costs.js") },
];

export const MENU = ["work", "business", "leads", "campaigns", "shop", "operations"];
