// A walk in words, the very words of guidegen/walks/steps.py: where to turn, into which street,
// and after how many metres.
import { courseOf } from "./course.js";
import { isSame, legsOf, sentencesOf } from "./legs.js";
import { round } from "./numbers.js";
import { namesBeside } from "./pavements.js";
import { capital, distance, fill, t } from "../text.js";

const HERE_M = 5; // nearer than this is no distance to tell
// what is nameless, as where one is and as where one goes
const ON = {
  footpath: t("on a footpath"), pedestrian: t("on a pedestrian street"), lane: t("on a lane"),
  track: t("on a track"), cycle: t("on a cycle path"), bridle: t("on a bridle path"),
  crossing: t("on a crossing"), street: t("on a street"), way: t("on a way"), road: t("on a road"),
};
const INTO = {
  footpath: t("into a footpath"), pedestrian: t("into a pedestrian street"), lane: t("into a lane"),
  track: t("into a track"), cycle: t("into a cycle path"), bridle: t("into a bridle path"),
  crossing: t("into a crossing"), street: t("into a street"), way: t("into a way"), road: t("into a road"),
};
const NOUNS = {
  footway: "footpath", path: "footpath", pedestrian: "pedestrian", living_street: "lane",
  service: "lane", track: "track", cycleway: "cycle", bridleway: "bridle", crossing: "crossing",
  residential: "street", unclassified: "street", route: "way",
};
const WINDS = [
  t("north"), t("north-east"), t("east"), t("south-east"),
  t("south"), t("south-west"), t("west"), t("north-west"),
];
const TURNS = {
  left: t("turn left"), right: t("turn right"), back: t("turn back"),
  "sharp left": t("turn sharp left"), "sharp right": t("turn sharp right"),
};
const THEN = {
  left: t("{turn}, then left"), right: t("{turn}, then right"),
  "sharp left": t("{turn}, then sharp left"), "sharp right": t("{turn}, then sharp right"),
};
const AGAIN = {
  left: t("{turn}, then left again"), right: t("{turn}, then right again"),
  "sharp left": t("{turn}, then sharp left again"), "sharp right": t("{turn}, then sharp right again"),
};
// by the slope that steps have for a walker
const CLIMBS = { "1": t("climb the steps"), "-1": t("go down the steps"), "0": t("take the steps") };
const CLIMBS_CALLED = {
  "1": t("climb the steps ({name})"), "-1": t("go down the steps ({name})"), "0": t("take the steps ({name})"),
};

/**
 * What to do on a walk, from its start to its end: [{text, length_m, lon, lat, kind}]. The length
 * is from there to the next step; kinds are start, ahead, left, right, sharp left, sharp right,
 * back and arrive. Names in the text are anybody's: it is text, never HTML.
 */
export function steps(walk, graph) {
  const course = courseOf(walk, graph);
  const acts = [...actsOf(walk, graph, course), { joint: course.size, kind: "arrive", text: "" }];
  return acts.map(({ joint, kind, text }, k) => {
    const node = walk.nodes[joint];
    const before_m = k === 0 ? 0 : course.length_m(acts[k - 1].joint, joint);
    return {
      text: sentence(kind, text, before_m),
      length_m: k + 1 < acts.length ? course.length_m(joint, acts[k + 1].joint) : 0,
      lon: graph.lon[node],
      lat: graph.lat[node],
      kind,
    };
  });
}

function sentence(kind, text, before_m) {
  if (kind === "arrive") return t("You have arrived");
  const far = kind !== "start" && before_m >= HERE_M;
  return far ? t("After {distance} {action}", { distance: distance(before_m), action: text }) : capital(text);
}

/** What is done at the begin of each leg, together with what follows soon. */
function actsOf(walk, graph, course) {
  const legs = legsOf(course, waysOf(walk, graph));
  const begins = [...legs.map(({ begin }) => begin), course.size];
  return sentencesOf(legs, course).map(([first, last]) => {
    const group = legs.slice(first, last);
    const texts = group.map((leg, k) => actionOf(leg, (legs[first + k - 1] ?? leg).way));
    const next = legs[last]?.way.name;
    if (first === 0) {
      texts[0] = t("start {where}, heading {wind}", { where: placeOf(legs[0].way), wind: windOf(course.outOf(0)) });
    } else if (legs[last - 1].way.kind === "square" && next) {
      texts.push(t("{action} towards {name}", { action: texts.pop(), name: next }));
    }
    const edges = walk.edges.subarray(begins[first], begins[last]);
    const climbs = group.some(({ way }) => way.kind === "steps");
    const all = texts.reduce((first, next) => t("{first}, then {next}", { first, next }));
    const text = passed(all, graph, edges, climbs);
    return { joint: begins[first], kind: legs[first].kind, text };
  });
}

/** What each edge of a walk is; a nameless one beside a street has its name. */
function waysOf({ edges, forward }, graph) {
  const nameless = Array.from(edges).filter((edge) => !graph.nameOf(edge) && !graph.steps[edge]);
  const beside = namesBeside(graph, [...new Set(nameless)].sort((a, b) => a - b));
  return Array.from(edges, (edge, k) => wayOf(graph, edge, forward[k], beside.get(edge) ?? ""));
}

function wayOf(graph, edge, ahead, beside) {
  const name = graph.nameOf(edge) || beside;
  if (graph.steps[edge]) {
    const slope = ahead ? graph.slope[edge] : -graph.slope[edge];
    return { kind: "steps", name, noun: "", slope };
  }
  if (graph.square[edge] && !beside) return { kind: "square", name, noun: "", slope: 0 };
  const kind = graph.kindOf(edge);
  const noun = Object.hasOwn(NOUNS, kind) ? NOUNS[kind] : "road";
  return { kind: "street", name, noun: name ? "" : noun, slope: 0 };
}

function placeOf(way) {
  if (way.kind === "square") return way.name ? t("across {name}", way) : t("across the square");
  if (way.kind === "steps") return way.name ? t("on the steps ({name})", way) : t("on the steps");
  return way.name ? t("on {name}", way) : ON[way.noun];
}

/** What is done at the begin of a leg, after another way. */
function actionOf({ way, kind, then }, before) {
  let turn = kind === "ahead" ? "" : TURNS[kind];
  if (then) turn = fill(then === kind ? AGAIN[then] : THEN[then], { turn });
  if (way.kind === "steps" || way.kind === "square") {
    const action = way.kind === "steps" ? climb(way) : cross(way);
    return turn ? t("{turn} and {action}", { turn, action }) : action;
  }
  if (kind === "back") return turn;
  if (!turn) return t("continue {where}", { where: placeOf(way) });
  if (way.name && isSame(way, before)) return t("{turn} to stay on {name}", { turn, name: way.name });
  return t("{turn} {into}", { turn, into: way.name ? t("into {name}", way) : INTO[way.noun] });
}

function climb(way) {
  return way.name ? fill(CLIMBS_CALLED[way.slope], way) : CLIMBS[way.slope];
}

function cross(way) {
  return way.name ? t("cross {name}", way) : t("cross the square");
}

/** An action, and over what and through what some edges lead. */
function passed(action, graph, edges, climbs) {
  const any = (flag) => edges.some((edge) => graph[flag][edge]);
  if (!climbs && any("steps")) action = t("{action}, over a few steps", { action });
  if (any("bridge")) action = t("{action}, over the bridge", { action });
  return any("tunnel") ? t("{action}, through the tunnel", { action }) : action;
}

function windOf(direction_deg) {
  return WINDS[(round(direction_deg / 45) + 8) % 8];
}
