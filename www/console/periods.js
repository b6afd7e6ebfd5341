// The times that one may look at: in which steps, and how many of them, the present one among them.
export const PERIODS = {
  "24h": { label: "Last 24 hours", interval: "hour", steps: 24 },
  "7d": { label: "Last 7 days", interval: "day", steps: 7 },
  "30d": { label: "Last 30 days", interval: "day", steps: 30 },
  "12m": { label: "Last 12 months", interval: "month", steps: 12 },
};

/** So many steps before the end of this one, in the time zone of who looks. */
const BEGINNINGS = {
  hour: (now, steps) => new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours() + 1 - steps),
  day: (now, steps) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1 - steps),
  month: (now, steps) => new Date(now.getFullYear(), now.getMonth() + 1 - steps),
};

export const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

export function queryOf({ interval, steps }, group) {
  return { interval, group, timeZone, from: BEGINNINGS[interval](new Date(), steps).toISOString() };
}
