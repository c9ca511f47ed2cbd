// Scratch space of searches and the heap in it, as guidegen/walks/desk.py has them.

/**
 * Scratch space, reused from one search to the next; between searches all is reset.
 * Each side of a search from two ends has its own cost, by, touched and heap; others use side 0.
 * The rest is told in guidegen/walks/desk.py.
 */
export function deskFor(graph) {
  return {
    sides: [sideFor(graph), sideFor(graph)],
    walked: new Float64Array(graph.nodes),
    left: new Float64Array(graph.nodes).fill(Infinity),
    left_touched: new Int32Array(graph.nodes),
  };
}

function sideFor({ nodes, edge }) {
  return {
    cost: new Float64Array(nodes).fill(Infinity),
    by: new Int32Array(nodes).fill(-1),
    touched: new Int32Array(nodes),
    keys: new Float64Array(edge.length + 2),
    heap: new Int32Array(edge.length + 2),
  };
}

/** Put a node into a heap of this size; its new size. */
export function push(keys, heap, size, key, node) {
  let at = size;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (keys[up] < key || (keys[up] === key && heap[up] <= node)) break;
    keys[at] = keys[up];
    heap[at] = heap[up];
    at = up;
  }
  keys[at] = key;
  heap[at] = node;
  return size + 1;
}

/** Take the smallest away: the last takes its place and sinks; the heap's new size. */
export function dropTop(keys, heap, size) {
  size -= 1;
  const key = keys[size];
  const node = heap[size];
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= size) break;
    const next = down + 1;
    if (
      next < size &&
      (keys[next] < keys[down] || (keys[next] === keys[down] && heap[next] < heap[down]))
    ) {
      down = next;
    }
    if (key < keys[down] || (key === keys[down] && node <= heap[down])) break;
    keys[at] = keys[down];
    heap[at] = heap[down];
    at = down;
  }
  keys[at] = key;
  heap[at] = node;
  return size;
}
