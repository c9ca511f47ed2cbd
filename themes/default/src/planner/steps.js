// A walk in words, the very words of guidegen/walks/steps.py: where to turn, into which street,
// and after how many metres.
import { courseOf } from "./course.js";
import { isSame, legsOf, sentencesOf } from "./legs.js";
import { fixed, round } from "./numbers.js";
import { namesBeside } from "./pavements.js";

const HERE_M = 5; // nearer than this is no distance to tell
const NOUNS = {
  footway: "a footpath", path: "a footpath", pedestrian: "a pedestrian street",
  living_street: "a lane", service: "a lane", track: "a track", cycleway: "a cycle path",
  bridleway: "a bridle path", crossing: "a crossing", residential: "a street",
  unclassified: "a street", route: "a way",
};
const WINDS = [
  "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west",
];
const CLIMBS = { "1": "climb the steps", "-1": "go down the steps", "0": "take the steps" };

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
  if (kind === "arrive") return "You have arrived";
  const far = kind !== "start" && before_m >= HERE_M;
  return far ? `After ${metres(before_m)} ${text}` : text[0].toUpperCase() + text.slice(1);
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
      texts[0] = `start ${placeOf(legs[0].way)}, heading ${windOf(course.outOf(0))}`;
    } else if (legs[last - 1].way.kind === "square" && next) {
      texts[texts.length - 1] += ` towards ${next}`;
    }
    const edges = walk.edges.subarray(begins[first], begins[last]);
    const climbs = group.some(({ way }) => way.kind === "steps");
    const text = texts.join(", then ") + passed(graph, edges, climbs);
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
  const noun = Object.hasOwn(NOUNS, kind) ? NOUNS[kind] : "a road";
  return { kind: "street", name, noun: name ? "" : noun, slope: 0 };
}

function placeOf(way) {
  if (way.kind === "square") return `across ${way.name || "the square"}`;
  return way.kind === "steps" ? `on the steps${called(way)}` : `on ${way.name || way.noun}`;
}

/** What is done at the begin of a leg, after another way. */
function actionOf({ way, kind, then }, before) {
  let turn = kind === "ahead" ? "" : `turn ${kind}`;
  if (then) turn += `, then ${then}${then === kind ? " again" : ""}`;
  if (way.kind === "steps") return `${turn}${turn && " and "}${CLIMBS[way.slope]}${called(way)}`;
  if (way.kind === "square") return `${turn}${turn && " and "}cross ${way.name || "the square"}`;
  if (kind === "back") return turn;
  if (!turn) return `continue on ${way.name || way.noun}`;
  if (way.name && isSame(way, before)) return `${turn} to stay on ${way.name}`;
  return `${turn} into ${way.name || way.noun}`;
}

function called({ name }) {
  return name && ` (${name})`;
}

/** Over what and through what some edges lead. */
function passed(graph, edges, climbs) {
  const any = (flag) => edges.some((edge) => graph[flag][edge]);
  return (
    (!climbs && any("steps") ? ", over a few steps" : "") +
    (any("bridge") ? ", over the bridge" : "") +
    (any("tunnel") ? ", through the tunnel" : "")
  );
}

function windOf(direction_deg) {
  return WINDS[(round(direction_deg / 45) + 8) % 8];
}

/** A length as one says it: to 10 m, from a kilometre on to 100 m. */
function metres(length_m) {
  if (length_m >= 995) return `${fixed(length_m / 1000, 1)} km`;
  return `${Math.max(round(length_m / 10) * 10, 10)} m`;
}
