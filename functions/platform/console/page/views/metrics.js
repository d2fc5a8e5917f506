// The figures of a day that can be drawn, and the interval of those that are shares.
export const METRICS = {
  spend: { money: true }, clicks: {}, impressions: {}, leads: {}, conversions: {}, revenue: { money: true },
  ctr: { rate: true, of: "clicks", among: "impressions" },
};

const Z = 1.959964; // two sides, 95 %

// A share with Wilson's interval (Wilson 1927): it holds the true rate in 95 of 100 such days.
export function rateOf({ of, among }, day) {
  const [hits, all] = [day[of], day[among]];
  if (!(all > 0) || hits == null || hits < 0 || hits > all) return { value: null };
  const rate = hits / all;
  const weight = 1 + (Z * Z) / all;
  const middle = (rate + (Z * Z) / (2 * all)) / weight;
  const half = (Z / weight) * Math.sqrt((rate * (1 - rate)) / all + (Z * Z) / (4 * all * all));
  return { value: rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
