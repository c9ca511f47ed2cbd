// The parts of a walk that are worth telling, and what is done where each begins, as
// guidegen/walks/legs.py has them. A way is {kind: street, steps, square or spur, name, noun, slope};
// a leg is {way, begin, kind, then}; a piece is {way, first, last}.
import { BEND_DEG, NEAR_M, difference } from "./course.js";

const SHARP_DEG = 130;
const LINK_M = 30;
const PLACE_M = 50;
const AHEAD_M = 150;
const ACROSS_M = 100;
const TURN_M = 75;
const TOGETHER_M = 200;
const MOST_TOGETHER = 3;
const MOST_TURNS = 3;
const SPUR = { kind: "spur", name: "", noun: "", slope: 0 };

/** Whether to go from one way to the other is to go on: one name, or nameless and alike. */
export function isSame(one, other) {
  if (one.kind === "steps" || other.kind === "steps") {
    return one.kind === other.kind && one.name === other.name && one.slope === other.slope;
  }
  return one.name === other.name && Boolean(one.name || one.kind === other.kind);
}

/** Whether to go straight on from the other is nothing to tell. */
function goesOnFrom(way, other) {
  const off_steps = way.kind !== "steps" && way.name && way.name === other.name;
  return isSame(way, other) || Boolean(off_steps || (way.noun && other.noun));
}

/** The legs of a walk of which each edge is on a way. */
export function legsOf(course, ways) {
  const runs = squaresJoined(course, runsOf(course, ways));
  const told = toldOf(course, runs.flatMap((run) => split(course, run, ways)));
  const legs = [{ way: told[0].way, begin: 0, kind: "start", then: "" }];
  for (let k = 1; k < told.length; k++) {
    const [before, { way, first }] = [told[k - 1], told[k]];
    const [kind, then] = manoeuvre(course, before.last, first);
    const goes_on = goesOnFrom(way, before.way) && (kind === "ahead" || way.kind === "square");
    if (kind !== "back" && goes_on) continue;
    legs.push({ way, begin: before.last, kind, then });
    if (isRejoined(legs.slice(-3))) legs.splice(-2);
  }
  return legs;
}

/** Whether two of three legs lead straight on and back onto the first's way, without a name. */
function isRejoined([first, aside, last]) {
  if (!last || aside.kind !== "ahead" || last.kind !== "ahead") return false;
  return !aside.way.name && aside.way.kind === "street" && isSame(last.way, first.way);
}

/** Which legs are told together: [the first, the one after the last] of each sentence. */
export function sentencesOf(legs, course) {
  const starts = [0];
  for (let k = 1; k < legs.length; k++) {
    const begun = starts[starts.length - 1];
    const turns = legs
      .slice(begun, k + 1)
      .reduce((sum, { kind, then }) => sum + (kind !== "ahead") + (then !== ""), 0);
    const soon = course.length_m(legs[k - 1].begin, legs[k].begin) < soon_m(legs[k - 1], legs[k]);
    const short = course.length_m(legs[begun].begin, legs[k].begin) < TOGETHER_M;
    if (!(soon && short && turns <= MOST_TURNS && k - begun < MOST_TOGETHER)) starts.push(k);
  }
  return starts.map((first, k) => [first, starts[k + 1] ?? legs.length]);
}

/** What is done within so many metres is told with the leg before it. */
function soon_m(before, { kind }) {
  if (before.kind === "back" || kind === "back") return 0;
  if (kind === "ahead") return AHEAD_M;
  return before.way.kind === "square" ? ACROSS_M : TURN_M;
}

/** The edges on one way in a row, or until one turns back. */
function runsOf(course, all) {
  const ways = all.map((way, k) => (course.hasSpur(k, k + 1) ? SPUR : way));
  const starts = [];
  for (let k = 0; k < course.size; k++) {
    if (k === 0 || !isSame(ways[k], ways[k - 1]) || course.isBack(k)) starts.push(k);
  }
  return starts.map((first, k) => pieceOf(course, ways, first, starts[k + 1] ?? course.size));
}

/** Edges on one way: it is a square if one of them is, else what the longest is. */
function pieceOf(course, ways, first, last) {
  let main = first;
  for (let k = first + 1; k < last; k++) {
    const [is, was] = [ways[k].kind === "square", ways[main].kind === "square"];
    const longer = course.length_m(k, k + 1) > course.length_m(main, main + 1);
    if (is === was ? longer : is) main = k;
  }
  return { way: ways[main], first, last };
}

/** The runs, those on one square being one even if it is left for a few metres. */
function squaresJoined(course, runs) {
  const joined = [];
  for (const run of runs) {
    const before = beforeOf(course, joined, run);
    if (before < 0) {
      joined.push(run);
      continue;
    }
    const [{ way, first }] = joined.splice(before);
    const isSquare = way.kind === "square" || run.way.kind !== "square";
    joined.push({ way: isSquare ? way : run.way, first, last: run.last });
  }
  return joined;
}

/** The number of the run that was left for this one's square a few metres ago, or -1. */
function beforeOf(course, runs, run) {
  for (let number = runs.length - 1; number >= 0; number--) {
    const earlier = runs[number];
    const end = (runs[number + 1] ?? run).first;
    if (course.isBack(end) || course.length_m(earlier.last, run.first) >= PLACE_M) return -1;
    const on_square = earlier.way.kind === "square" || run.way.kind === "square";
    if (on_square && run.way.name && isSame(earlier.way, run.way)) return number;
  }
  return -1;
}

/** A run in pieces, each beginning with a turn that has to be told. */
function split(course, run, ways) {
  if (run.way.kind === "square" || run.way.kind === "spur") return [run];
  const hasTurn = run.way.name ? course.isFork : course.hasChoice;
  const turns = [];
  for (let k = run.first + 1; k < run.last; k++) {
    if (sideOf(course.turn(k, k)) !== "ahead" && hasTurn(k)) turns.push(k);
  }
  const lasting = turns.filter((k, n) => isLasting(course, k, turns[n + 1] ?? run.last));
  const starts = [run.first, ...lasting];
  return starts.map((first, k) => pieceOf(course, ways, first, starts[k + 1] ?? run.last));
}

/** Whether a turn is still one a few metres on, if there is no other until the end. */
function isLasting(course, joint, end) {
  let last = joint;
  while (last + 1 < end && course.length_m(joint, last + 1) < LINK_M) last++;
  return sideOf(course.turn(joint, last)) !== "ahead";
}

/** The pieces that are told: the others in a row between two of them only join these. */
function toldOf(course, pieces) {
  const lengths = pieces.map(({ way, first, last }) =>
    way === SPUR ? 0 : course.length_m(first, last),
  );
  const end = pieces.length - 1;
  const fixed = pieces.map(
    ({ first, last }, k) =>
      k === 0 || k === end || course.isBack(first) || course.isBack(last) || lengths[k] >= LINK_M,
  );
  const told = [...fixed];
  let before = 0;
  for (let k = 1; k <= end; k++) {
    if (!fixed[k]) continue;
    tellLongest(lengths, told, before + 1, k);
    before = k;
  }
  return pieces.filter((_, k) => told[k]);
}

/** Tell of short pieces in a row the longest, until what is between any two joins them. */
function tellLongest(lengths, told, first, last) {
  const between = lengths.slice(first, last);
  if (between.reduce((sum, length) => sum + length, 0) < LINK_M) return;
  const longest = first + between.indexOf(Math.max(...between));
  told[longest] = true;
  tellLongest(lengths, told, first, longest);
  tellLongest(lengths, told, longest + 1, last);
}

/** What is done from the end of one piece to the begin of another, and then. */
function manoeuvre(course, joint, edge) {
  if (course.isBack(joint)) return ["back", ""];
  const whole = course.turn(joint, edge);
  if (course.length_m(joint, edge) < NEAR_M || course.hasSpur(joint, edge)) {
    return [sideOf(whole), ""];
  }
  const [first, second] = [course.turn(joint, joint), course.turn(edge, edge)];
  const are_all = Math.abs(difference(first + second, whole)) < BEND_DEG;
  const is_one = first * second > 0 && Math.abs(whole) <= SHARP_DEG; // a turn in two halves
  const sides = [sideOf(first), sideOf(second)];
  return are_all && !is_one && !sides.includes("ahead") ? sides : [sideOf(whole), ""];
}

function sideOf(turn_deg) {
  if (Math.abs(turn_deg) < BEND_DEG) return "ahead";
  const side = turn_deg > 0 || turn_deg < -179.9 ? "right" : "left"; // round is to either side
  return Math.abs(turn_deg) > SHARP_DEG ? `sharp ${side}` : side;
}
