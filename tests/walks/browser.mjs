// Reads {networks: {name: packed}, calls: [[function, network's name, argument]]} from the
// standard input; writes what each call gave, or {refusal: its message}.
import { readFileSync } from "node:fs";
import * as numbers from "./planner/numbers.js";
import { decodeNetwork } from "./planner/network.js";
import { WalkError, alternatives, plan, shortest } from "./planner/plan.js";
import { steps } from "./planner/steps.js";

const { networks, calls } = JSON.parse(readFileSync(0, "utf8"));
const graphs = {};
for (const name in networks) graphs[name] = await decodeNetwork(networks[name]);

const functions = {
  plan: (graph, wish) => {
    const walk = finished(plan(graph, wish));
    return { ...plain(walk), steps: steps(walk, graph) };
  },
  alternatives: (graph, wish) => finished(alternatives(graph, wish)).map(plain),
  shortest: (graph, wish) => plain(shortest(graph, wish)),
  graph: (graph) => ({
    ...plain(graph),
    names: Array.from(graph.u, (_, edge) => graph.nameOf(edge)),
    kinds: Array.from(graph.u, (_, edge) => graph.kindOf(edge)),
  }),
  numbers: (_, values) => values.map((value) => [
    numbers.general(value), numbers.shown(value), numbers.round(value),
    numbers.fixed(value, 0), numbers.fixed(value, 5),
  ]),
};

const answers = calls.map(([name, network, argument]) => {
  try {
    return functions[name](graphs[network], argument);
  } catch (error) {
    if (error instanceof WalkError) return { refusal: error.message };
    throw error;
  }
});
process.stdout.write(JSON.stringify(answers));

/** What a generator returns in the end. */
function finished(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

function plain(object) {
  const entry = ([key, value]) => [key, ArrayBuffer.isView(value) ? Array.from(value) : value];
  return object && Object.fromEntries(Object.entries(object).map(entry));
}
