// The walks for a wish, in slices. Others than the best take longer to find, so they are looked for
// when they are asked for; all are kept while the wish stays the same.
import { alternatives, plan, shortest } from "../planner/plan.js";
import { asked, writeWish } from "./wish.js";

const MOST_CHOICES = 3;

/** Plans on a graph: see what it returns. */
export function createPlanning(graph) {
  let known = { wish: "", walks: [], isAll: false };
  const key = (wish) => writeWish({ ...wish, choice: 1 });

  /** How many walks are known for a wish; 0 when only the best was looked for. */
  const choices = (wish) => (known.isAll && known.wish === key(wish) ? known.walks.length : 0);

  function* walksFor(wish) {
    if (known.wish !== key(wish)) {
      known = { wish: key(wish), walks: [yield* plan(graph, asked(wish))], isAll: false };
    }
    if (wish.choice > 1 && !known.isAll) {
      const walks = yield* alternatives(graph, asked(wish), MOST_CHOICES, known.walks[0]);
      known = { ...known, walks, isAll: true };
    }
    return known.walks;
  }

  return {
    choices,

    /**
     * The walk for a wish, the shortest way beside it (null for a loop), the number of the walk
     * among those that are known, and how many these are. Throws a WalkError for readers.
     */
    *answer(wish) {
      const walks = yield* walksFor(wish);
      const number = Math.min(wish.choice, walks.length);
      return { walk: walks[number - 1], short: shortest(graph, asked(wish)), number, of: choices(wish) };
    },
  };
}
