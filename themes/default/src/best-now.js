// Whether a moment is one of those that a place claims for itself.

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The month (1 to 12), weekday (Monday is 0) and hour in a time zone, or where the reader is. */
export function cityTime(date, timezone) {
  const options = { month: "numeric", weekday: "short", hour: "numeric", hourCycle: "h23" };
  const format = new Intl.DateTimeFormat("en-GB", timezone ? { ...options, timeZone: timezone } : options);
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return { month: Number(parts.month), weekday: WEEKDAYS.indexOf(parts.weekday), hour: Number(parts.hour) };
}

/** Whether every kind of time that a place claims for itself is now; claims are ranges, both ends in. */
export function isBest(when, { month, weekday, hour }) {
  return Boolean(when) && holds(when.months, month) && holds(when.weekdays, weekday) && holds(when.hours, hour);
}

/** Whether a place has its hours later today. */
export function comesToday(when, time) {
  return Boolean(when?.hours.length) && when.hours.some(([first]) => first > time.hour && isBest(when, { ...time, hour: first }));
}

function holds(ranges, value) {
  return !ranges.length || ranges.some(([first, last]) =>
    first <= last ? first <= value && value <= last : value >= first || value <= last);
}
