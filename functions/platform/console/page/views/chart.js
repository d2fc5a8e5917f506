// A chart by days: a line, with the interval that holds the true value behind it. The same figures are in
// a table beside it, for those who cannot see it.
import { html, useEffect, useRef } from "../dom.js";
import { t } from "../texts.js";

const DAY = new Intl.DateTimeFormat(navigator.languages, { day: "numeric", month: "short" });

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// `days`: {day, value, low, high}; `show` writes a value.
export function Chart({ days, title, show }) {
  const place = useRef();
  const key = JSON.stringify(days.map((one) => [one.day, one.value]));
  useEffect(() => {
    const box = place.current;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const interval = days.some((one) => one.low != null);
    let chart;
    let gone = false;
    const draw = () => {
      if (gone) return;
      if (!window.uPlot) { document.getElementById("charts").addEventListener("load", draw, { once: true }); return; }
      chart?.destroy();
      chart = new window.uPlot(options(box, title, show, interval), series(days, interval), box);
    };
    draw();
    const sized = new ResizeObserver(() => chart?.setSize({ width: box.clientWidth, height: 260 }));
    sized.observe(box);
    dark.addEventListener("change", draw);
    return () => { sized.disconnect(); dark.removeEventListener("change", draw); gone = true; chart?.destroy(); };
  }, [key, title]);
  return html`<div class="chart" ref=${place} role="img" aria-label=${t("campaign.chart_of", { title })}></div>`;
}

const series = (days, interval) => [
  days.map((one) => new Date(`${one.day}T12:00:00`).getTime() / 1000),
  days.map((one) => one.value ?? null),
  ...(interval ? [days.map((one) => one.low ?? null), days.map((one) => one.high ?? null)] : []),
];

function options(box, title, show, interval) {
  const ink = colour("--soft");
  const line = { stroke: ink, grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
  const edge = (label) => ({ label, stroke: "transparent", value: (_, value) => (value == null ? "–" : show(value)), points: { show: false } });
  return {
    width: box.clientWidth,
    height: 260,
    scales: { y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.1 : 1] } },
    axes: [{ ...line, values: (_, moments) => moments.map((one) => DAY.format(one * 1000)) }, { ...line, size: 80, values: (_, values) => values.map(show) }],
    series: [
      { label: t("metric.day"), value: (_, moment) => (moment == null ? "–" : DAY.format(moment * 1000)) },
      { label: title, stroke: colour("--accent"), width: 2, value: (_, value) => (value == null ? "–" : show(value)) },
      ...(interval ? [edge(t("chart.from")), edge(t("chart.to"))] : []),
    ],
    bands: interval ? [{ series: [3, 2], fill: `${colour("--accent")}33` }] : [],
  };
}
