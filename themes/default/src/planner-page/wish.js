// What somebody wants to walk, and the same in the page's address:
// #from=-8.613400,41.140700&to=-8.614600,41.145800&minutes=60&pace=5&prefer=locals&avoid=steps,unlit
// What is as it was at first is left out.

export const AVOIDABLE = ["steps", "unlit"];
const DEGREE_M = (Math.PI / 180) * 6371008.8;
const FAVOURITES = ["tourists", "locals"];
const AT_FIRST = {
  from: null, // [lon, lat] in degrees
  to: null, // the same; null for a loop
  minutes: 60,
  pace: 5, // km/h
  prefer: "", // whose favourites: "", "tourists" or "locals"
  avoid: [],
  attraction: 0.7,
  choice: 1, // which of the walks that meet the wish
};

// what the planner can do, which is more than the sliders have
const LIMITS = { minutes: [1, 360], pace: [1, 10], attraction: [0, 0.95], choice: [1, 9] };

/** The wish that an address makes: only what it names, within what can be planned. */
export function readWish(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const avoid = (given.get("avoid") || "").split(",");
  return {
    from: readPosition(given.get("from")),
    to: readPosition(given.get("to")),
    minutes: readNumber(given, "minutes"),
    pace: readNumber(given, "pace"),
    prefer: FAVOURITES.includes(given.get("prefer")) ? given.get("prefer") : "",
    avoid: AVOIDABLE.filter((name) => avoid.includes(name)),
    attraction: readNumber(given, "attraction"),
    choice: Math.round(readNumber(given, "choice")),
  };
}

/** The address of a wish; "" for none. */
export function writeWish(wish) {
  const parts = [];
  for (const end of ["from", "to"]) if (wish[end]) parts.push(`${end}=${written(wish[end])}`);
  for (const name of ["minutes", "pace", "prefer", "attraction", "choice"]) {
    if (wish[name] !== AT_FIRST[name]) parts.push(`${name}=${wish[name]}`);
  }
  if (wish.avoid.length) parts.push(`avoid=${wish.avoid.join(",")}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

/** The wish as the planner reads it. */
export function asked(wish) {
  return {
    start: wish.from,
    end: wish.to,
    minutes: wish.minutes,
    pace_kmh: wish.pace,
    attraction: wish.attraction,
    avoid_steps: wish.avoid.includes("steps"),
    avoid_unlit: wish.avoid.includes("unlit"),
    prefer: wish.prefer,
  };
}

/** A position as it stands in addresses, "lon,lat". */
export function written([lon, lat]) {
  return `${lon.toFixed(6)},${lat.toFixed(6)}`;
}

/** How many metres are between two positions of one city. */
export function metresBetween([lon, lat], [otherLon, otherLat]) {
  const narrower = Math.cos((lat * Math.PI) / 180);
  return Math.hypot((otherLon - lon) * narrower, otherLat - lat) * DEGREE_M;
}

/** [lon, lat] from "lon,lat", rounded as `written` does, or null. */
export function readPosition(text) {
  if (!/^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/.test(text || "")) return null;
  const [lon, lat] = text.split(",").map((part) => Number(Number(part).toFixed(6)));
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

function readNumber(given, name) {
  const number = Number(given.get(name) || NaN);
  const [low, high] = LIMITS[name];
  return Number.isFinite(number) ? Math.min(Math.max(number, low), high) : AT_FIRST[name];
}
