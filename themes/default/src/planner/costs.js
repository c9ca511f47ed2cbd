// What a metre of street costs a walker who likes what others photographed; the formula and its
// source are in guidegen/walks/costs.py.
import { general } from "./numbers.js";
import { WalkError } from "./walk.js";

const AVOID = 6;
export const AGAIN = 5;

/**
 * The taste of one wish, {base, appeal, worth: of each edge; attraction}; see Python's Taste.
 * `fresh` is what is left of each edge's score.
 */
export function tasteOf(graph, wish, fresh) {
  const { attraction } = wish;
  if (!(attraction >= 0 && attraction < 1)) {
    throw new WalkError(
      `the attraction M must be at least 0 and less than 1, not ${general(attraction)}: at 1 ` +
        "streets with photos would cost nothing, however long",
    );
  }
  const { edges, length_m, score, mean_score } = graph;
  const base = new Float64Array(edges);
  const appeal = new Float64Array(edges);
  const worth = new Float64Array(edges);
  for (let e = 0; e < edges; e++) {
    if (mean_score > 0) appeal[e] = (score[e] / mean_score) * (favour(graph.leaning[e], wish.prefer) * fresh[e]);
    const avoided = (wish.avoid_steps && graph.steps[e]) || (wish.avoid_unlit && graph.dark[e]);
    const times = avoided ? AVOID : 1;
    base[e] = length_m[e] * times;
    worth[e] = length_m[e] * (attraction > 0 ? appeal[e] : 0) - length_m[e] * (times - 1);
  }
  return { base, appeal, worth, attraction };
}

/** How a street's score counts for a walker who prefers visitors' or locals' favourites. */
function favour(leaning, prefer) {
  if (prefer === "tourists") return 2 ** leaning;
  return prefer === "locals" ? 2 ** -leaning : 1;
}

/** The cost of an edge: base·(1 − M·min(1, c·appeal)). */
export function costOf(taste, edge, c) {
  let pull = c * taste.appeal[edge];
  if (pull > 1) pull = 1;
  return taste.base[edge] * (1 - taste.attraction * pull);
}
