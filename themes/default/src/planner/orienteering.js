// Which of some places to visit, in which order, so that the most worth fits a budget, as
// guidegen/walks/orienteering.py chooses. A choice is {far: [[metres]], worth: [], budget_m}; row 0
// is the start, row 1 the end.

const ROUNDS = 20;
const WORTH = 1e-9;
const METRES = 1e-6;

/** Rows in the order of the way, from 0 to 1; only these two if no place fits. */
export function choose(choice) {
  let order = filled(choice, [0, 1], -1);
  for (let round = 0; round < ROUNDS; round++) {
    let better = filled(choice, untied(choice, order), -1);
    for (let at = 1; at < order.length - 1; at++) {
      const rest = [...order.slice(0, at), ...order.slice(at + 1)];
      const tried = filled(choice, filled(choice, untied(choice, rest), order[at]), -1);
      if (isBetter(choice, tried, better)) better = tried;
    }
    if (!isBetter(choice, better, order)) break;
    order = better;
  }
  return order;
}

/** Length of the shortest way through some rows in this order. */
function orderM({ far }, order) {
  let length = 0;
  for (let i = 1; i < order.length; i++) length += far[order[i - 1]][order[i]];
  return length;
}

/** Worth more, or worth the same and shorter. */
function isBetter(choice, one, other) {
  let more = 0;
  for (const k of one) more += choice.worth[k];
  for (const k of other) more -= choice.worth[k];
  if (Math.abs(more) > WORTH) return more > 0;
  return orderM(choice, one) < orderM(choice, other) - METRES;
}

/** The order with places put in, the most worth per metre first, while they fit. */
function filled(choice, begun, without) {
  const order = [...begun];
  for (;;) {
    const room = choice.budget_m - orderM(choice, order);
    let best = -1;
    let best_k = -1;
    let best_at = -1;
    for (let k = 2; k < choice.worth.length; k++) {
      if (k === without || order.includes(k)) continue;
      const { more, at } = cheapestInsertion(choice, order, k);
      const rank = choice.worth[k] / Math.max(more, 1);
      if (more <= room && rank > best) {
        best = rank;
        best_k = k;
        best_at = at;
      }
    }
    if (best_k < 0) return order;
    order.splice(best_at, 0, best_k);
  }
}

/** Metres that a place adds where it adds least, and the position. */
function cheapestInsertion({ far }, order, k) {
  let more = Infinity;
  let at = 1;
  for (let i = 1; i < order.length; i++) {
    const [a, b] = [order[i - 1], order[i]];
    const detour = far[a][k] + far[k][b] - far[a][b];
    if (detour < more) {
      more = detour;
      at = i;
    }
  }
  return { more, at };
}

/** 2-opt: pieces are turned round while that shortens the way. */
function untied({ far }, begun) {
  let order = [...begun];
  let turned = true;
  while (turned) {
    turned = false;
    for (let i = 1; i < order.length - 2; i++) {
      for (let j = i + 1; j < order.length - 1; j++) {
        const [before, after] = [order[i - 1], order[j + 1]];
        const old = far[before][order[i]] + far[order[j]][after];
        if (far[before][order[j]] + far[order[i]][after] < old - METRES) {
          const piece = order.slice(i, j + 1).reverse();
          order = [...order.slice(0, i), ...piece, ...order.slice(j + 1)];
          turned = true;
        }
      }
    }
  }
  return order;
}
