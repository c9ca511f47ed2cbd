// What the reader chose to see, in one object; whoever shows it is told of every change.

export const LABELS = ["tourist", "local", "mixed", "undetermined"];
export const LAYERS = ["places", "dots", "heat", "clusters", "walks", "streets", "movement", "routes", "cleaned", "raw"];
export const SHOWN_AT_FIRST = ["places", "dots"];

/** The part of the movement that is shown at first: all of it. */
export const WHOLE_FLOW = "all";

/** What the movement's colours tell: how many pass, or which way. */
export const TINTS = ["traffic", "direction"];

/** A store of { who: Set, show: Set, ground: boolean, month: 0 to 12, flow: name, tint, place: id or "", walk: id or "", street: see hash.js, or "", near: where the reader is, or null }. */
export function createState() {
  const nothing = { place: "", walk: "", street: "" };
  let now = {
    who: new Set(LABELS), show: new Set(SHOWN_AT_FIRST), ground: true, month: 0, flow: WHOLE_FLOW, tint: TINTS[0],
    near: null, ...nothing,
  };
  const listeners = [];
  return {
    get: () => now,
    set(change) {
      // a place, a walk or a street is selected, never two
      const others = Object.keys(nothing).some((name) => change[name]) ? nothing : {};
      now = { ...now, ...others, ...change };
      listeners.forEach((listener) => listener(now));
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}

/** A place's weight under a choice of month: photographer-days, or null if too few were there. */
export function weight(place, month) {
  return month ? place.months[month - 1] : place.photographer_days;
}

/** Places in the order that a month gives them; without a month, by rank. */
export function byWeight(month) {
  return (a, b) => (weight(b, month) ?? -1) - (weight(a, month) ?? -1) || a.rank - b.rank;
}

/** Places from the nearest to a position on. */
export function byDistance(near) {
  return (a, b) => near.distanceTo([a.lat, a.lon]) - near.distanceTo([b.lat, b.lon]);
}
