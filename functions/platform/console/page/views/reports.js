// The reports on all campaigns, and having one made.
import { html } from "../dom.js";
import { act } from "../api.js";
import { go, link } from "../address.js";
import { moment } from "../format.js";
import { Listing } from "../listing.js";
import { useAct, usePages } from "../loading.js";
import { Badge, Empty, Title, Trouble } from "../parts.js";
import { may } from "../session.js";
import { t } from "../texts.js";

const COLUMNS = [
  { title: t("reports.made"), text: (one) => moment(one.started_at) },
  { title: t("campaign.status"), text: (one) => one.status, cell: (one) => html`<${Badge} of=${one.status} />` },
];

export default function Reports() {
  const list = usePages("api/v1/reports", { limit: 50 });
  const order = useAct(async () => {
    const { data } = await act("POST", "api/v1/campaigns/reviews");
    go(`/reports/${data.report_id}`);
  });
  return html`<${Title} lead=${t("reports.lead")} actions=${may("baton/campaigns.write")
    && html`<button type="button" class="primary" disabled=${order.busy} onClick=${() => order.run()}>${t("reports.order")}</button>`}>${t("reports.title")}</${Title}>
    <${Trouble} of=${order.error} />
    <${Listing} list=${list} columns=${COLUMNS} caption=${t("reports.title")} rowKey=${(one) => one.report_id}
      href=${(one) => link(`/reports/${one.report_id}`)} empty=${html`<${Empty} title=${t("reports.empty.title")}>${t("reports.empty.text")}</${Empty}>`} />`;
}
