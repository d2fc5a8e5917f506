// The weekly reports on the business, and having one made.
import { html } from "../dom.js";
import { act } from "../api.js";
import { go, link } from "../address.js";
import { moment } from "../format.js";
import { Listing } from "../listing.js";
import { useAct, usePages } from "../loading.js";
import { Badge, Empty, Title, Trouble } from "../parts.js";
import { t } from "../texts.js";

const COLUMNS = [
  { title: t("reports.made"), text: (one) => moment(one.started_at) },
  { title: t("campaign.status"), text: (one) => one.status, cell: (one) => html`<${Badge} of=${one.status} />` },
];

export default function Weekly() {
  const list = usePages("api/v1/gtm/reports", { limit: 50 });
  const order = useAct(async () => {
    const { data } = await act("POST", "api/v1/gtm/reports");
    go(`/weekly/${data.report_id}`);
  });
  return html`<${Title} lead=${t("weekly.lead")} actions=${html`<button type="button" class="primary" disabled=${order.busy}
      onClick=${() => order.run()}>${t("weekly.order")}</button>`}>${t("weekly.title")}</${Title}>
    <${Trouble} of=${order.error} />
    <${Listing} list=${list} columns=${COLUMNS} caption=${t("weekly.title")} rowKey=${(one) => one.report_id}
      href=${(one) => link(`/weekly/${one.report_id}`)} empty=${html`<${Empty} title=${t("reports.empty.title")}>${t("weekly.empty")}</${Empty}>`} />`;
}
