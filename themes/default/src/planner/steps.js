// A walk in words, the very words of guidegen/walks/steps.py: where to turn, into which street,
// and after how many metres.
import { directionsOf } from "./course.js";
import { fixed, round } from "./numbers.js";

const BEND_DEG = 40;
const SHARP_DEG = 130;
const NEAR_M = 15;
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
  const at_m = alongOf(walk, graph);
  const directions = directionsOf(walk, graph);
  const ways = Array.from(walk.edges, (edge, k) => wayOf(graph, edge, walk.forward[k]));
  const legs = legsOf({ walk, graph, at_m, directions, ways });
  const bounds = [...legs.map(({ begin }) => begin), walk.edges.length];
  const lengthOf = (k) => at_m[bounds[k + 1]] - at_m[bounds[k]];
  const step = (k, text, length_m, kind) => {
    const node = walk.nodes[bounds[k]];
    return { text, length_m, lon: graph.lon[node], lat: graph.lat[node], kind };
  };
  const told = legs.map((leg, k) => {
    const text =
      k === 0
        ? `Start ${placeOf(leg.way)}, heading ${windOf(directions.outOf(0))}`
        : `After ${metres(lengthOf(k - 1))} ${actionOf(leg, legs[k - 1].way)}`;
    const edges = walk.edges.subarray(bounds[k], bounds[k + 1]);
    return step(k, text + passed(graph, edges, leg.way), lengthOf(k), leg.kind);
  });
  return [...told, step(legs.length, "You have arrived", 0, "arrive")];
}

/** Metres from the start to each junction. */
function alongOf({ edges }, graph) {
  const at_m = [0];
  for (const edge of edges) at_m.push(at_m[at_m.length - 1] + graph.length_m[edge]);
  return at_m;
}

/** What one walks on; edges of one way in a row are one step. A nameless street has a noun. */
function wayOf(graph, edge, ahead) {
  const name = graph.nameOf(edge);
  if (graph.steps[edge]) {
    const slope = ahead ? graph.slope[edge] : -graph.slope[edge];
    return { kind: "steps", name, noun: "", slope };
  }
  if (graph.square[edge]) return { kind: "square", name, noun: "", slope: 0 };
  const kind = graph.kindOf(edge);
  const noun = Object.hasOwn(NOUNS, kind) ? NOUNS[kind] : "a road";
  return { kind: "street", name, noun: name ? "" : noun, slope: 0 };
}

/** The parts of a walk that are one step each: {way, begin (its first edge), kind}. */
function legsOf({ walk, graph, at_m, directions, ways }) {
  const choice = (joint) => {
    const node = walk.nodes[joint];
    return graph.first[node + 1] - graph.first[node] > 2;
  };
  const legs = [{ way: ways[0], begin: 0, kind: "start" }];
  let end = 0; // of what has been looked at and is worth a word
  for (const [first, last] of runsOf(walk, ways)) {
    if (at_m[last] - at_m[end] < NEAR_M && isLink(walk, first, last)) continue;
    for (let edge = Math.max(first, 1); edge < last; edge++) {
      const leg = legs[legs.length - 1];
      const joint = edge === first ? end : edge;
      const kind = manoeuvre(walk, directions, joint, edge);
      const again = kind === leg.kind && at_m[joint] - at_m[leg.begin] < NEAR_M;
      const turns =
        kind !== "ahead" &&
        (choice(joint) || joint < edge) &&
        ways[edge].kind !== "square" &&
        !again;
      const nameless = kind === "ahead" && ways[edge].noun && leg.way.noun;
      if (kind === "back" || turns || (!same(ways[edge], leg.way) && !nameless)) {
        legs.push({ way: ways[edge], begin: joint, kind });
      }
    }
    end = last;
  }
  return legs;
}

/** The first edge and the one after the last of each way, or until one turns back. */
function runsOf({ edges }, ways) {
  const runs = [];
  let first = 0;
  for (let edge = 1; edge < ways.length; edge++) {
    if (!same(ways[edge], ways[first]) || edges[edge] === edges[edge - 1]) {
      runs.push([first, edge]);
      first = edge;
    }
  }
  return [...runs, [first, ways.length]];
}

/** Whether some edges join two others, and one turns back neither before nor after them. */
function isLink({ edges }, first, last) {
  if (first === 0 || last === edges.length) return false;
  return edges[first] !== edges[first - 1] && edges[last] !== edges[last - 1];
}

function manoeuvre({ edges }, directions, joint, edge) {
  if (joint === edge && edges[edge] === edges[edge - 1]) return "back";
  const turn = directions.turn(joint, edge);
  if (Math.abs(turn) < BEND_DEG) return "ahead";
  const side = turn > 0 ? "right" : "left";
  return Math.abs(turn) > SHARP_DEG ? `sharp ${side}` : side;
}

function same(one, other) {
  return (
    one.kind === other.kind &&
    one.name === other.name &&
    one.noun === other.noun &&
    one.slope === other.slope
  );
}

function placeOf(way) {
  if (way.kind === "square") return `across the square${called(way)}`;
  return way.kind === "steps" ? `on the steps${called(way)}` : `on ${way.name || way.noun}`;
}

/** What is done at the begin of a leg, after another way. */
function actionOf({ way, kind }, before) {
  const turn = kind === "ahead" ? "" : `turn ${kind}`;
  if (way.kind !== "street") {
    const there = way.kind === "square" ? "cross the square" : CLIMBS[way.slope];
    return `${turn}${turn && " and "}${there}${called(way)}`;
  }
  if (kind === "back") return turn;
  if (!turn) return `continue on ${way.name || way.noun}`;
  if (way.name && same(way, before)) return `${turn} to stay on ${way.name}`;
  return `${turn} into ${way.name || way.noun}`;
}

function called({ name }) {
  return name && ` (${name})`;
}

/** Over what and through what some edges lead. */
function passed(graph, edges, way) {
  const any = (flag) => edges.some((edge) => graph[flag][edge]);
  return (
    (way.kind !== "steps" && any("steps") ? ", over a few steps" : "") +
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
