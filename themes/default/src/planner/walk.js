// What a planned walk is, and how a wish is refused, as in guidegen/walks/walk.py.

/**
 * A wish that no walk can meet; the message names the nearest time that one can. It is English:
 * pages word it themselves, by `why` and what is `told` of it, see planner-page/words.js.
 */
export class WalkError extends Error {
  name = "WalkError";

  constructor(message, why = "", told = {}) {
    super(message);
    Object.assign(this, { why, told });
  }
}

/** How long a length takes at a wish's pace. */
export function minutesOf(wish, length_m) {
  return (length_m * 60) / (wish.pace_kmh * 1000);
}

/**
 * The walk along some arcs. `base` is the score per metre that it is compared with, `snapped_m`
 * how far its start and its end are from the wished ones. What it holds is told in Python's Walk.
 */
export function walkOf(graph, way, kind, wish, base, snapped_m) {
  const edges = way.map((arc) => graph.edge[arc]);
  const forward = Array.from(way, (arc, i) => graph.source[arc] === graph.u[edges[i]]);
  const walked = new Set();
  let length_m = 0;
  let score = 0;
  let again_m = 0;
  let steps_m = 0;
  for (const edge of edges) {
    length_m += graph.length_m[edge];
    if (graph.steps[edge]) steps_m += graph.length_m[edge];
    if (walked.has(edge)) again_m += graph.length_m[edge];
    else score += graph.score[edge] * graph.length_m[edge];
    walked.add(edge);
  }
  return {
    kind,
    nodes: Int32Array.of(graph.source[way[0]], ...way.map((arc) => graph.target[arc])),
    edges,
    forward,
    line: lineOf(graph, edges, forward),
    length_m,
    minutes: minutesOf(wish, length_m),
    wish_minutes: wish.minutes,
    score,
    gain: base > 0 ? score / length_m / base : null,
    repeated_share: again_m / length_m,
    snapped_m,
    steps_m,
  };
}

/** The lines of the edges one after the other, each joint once: [[lon, lat], …]. */
function lineOf({ line_first, line_lon, line_lat }, edges, forward) {
  const line = [];
  edges.forEach((edge, k) => {
    const size = line_first[edge + 1] - line_first[edge];
    for (let i = k === 0 ? 0 : 1; i < size; i++) {
      const at = forward[k] ? line_first[edge] + i : line_first[edge + 1] - 1 - i;
      line.push([line_lon[at], line_lat[at]]);
    }
  });
  return line;
}
