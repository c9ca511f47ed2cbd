// What came of a wish: a walk in words, or why there is none and what would do.
import { distance, duration, number as written, percent, t } from "../text.js";
import { drawRibbon } from "./ribbon.js";
import { comparison, isOnWays, isWorthIt, passing, shorterTime, stepsOn } from "./words.js";

const WAITING = t("Choose where to start, and a walk is planned at once.");

/**
 * @param {HTMLElement} section  the planner's result
 * @param {{onTake: (change: object) => void, onStep: (number: number, closer: boolean) => void}} told
 *   of a reader who takes what would do, and of the step that one points at or goes to
 */
export function createResult(section, { onTake, onStep }) {
  const part = (name) => section.querySelector(`[data-${name}]`);
  const take = part("take");
  let offer = {};
  take.addEventListener("click", () => onTake(offer));
  followSteps(part("steps"), onStep);
  /** Sentences under a title, the first of a walk larger. */
  const show = ({ title = "", sentences, note = "", walk = null, refused = false }) => {
    const said = sentences.filter(Boolean).map((text, at) => make("p", text, walk && at === 0 ? "lead" : ""));
    // one change of one region, so that it is read out once
    part("told").replaceChildren(...(title ? [make("h2", title)] : []), ...said);
    part("told").classList.toggle("refused", refused);
    part("walk").hidden = !walk;
    take.hidden = true;
    tell(part("note"), note);
  };
  const offerTo = (change, words) => {
    offer = change;
    take.hidden = false;
    take.textContent = words;
  };
  return {
    note: (words) => tell(part("note"), words),
    wait: () => show({ sentences: [WAITING] }),

    /** Why there is no walk; see words.js. */
    refuse({ text, minutes, loop }) {
      show({ title: t("No such walk"), sentences: [text], refused: true });
      if (loop) offerTo({ to: null }, t("Make it a loop"));
      else if (minutes) offerTo({ minutes }, t("Take {time}", { time: duration(minutes) }));
    },

    /** A walk, the shortest way or null, its steps, and the places on it and in all. */
    tell({ walk, short, steps, passed, places, avoidsSteps, number, of, graph }) {
      const title = t("{duration}, {length}", { duration: duration(walk.minutes), length: distance(walk.length_m) });
      const seen = passing(passed.filter(({ place }) => place.level === "place").length, places);
      const gain = comparison(walk, short);
      const climbed = stepsOn(walk, avoidsSteps);
      // what one gains comes first
      const sentences = isWorthIt(walk) ? [gain, `${seen} ${climbed}`.trim()] : [seen, `${gain} ${climbed}`.trim()];
      const minutes = shorterTime(walk, short);
      if (minutes) sentences.push(t("There is little more to see here for so long a time."));
      show({ title, sentences, walk, note: remarks(walk, number, of) });
      if (minutes) offerTo({ minutes }, t("Take {time}", { time: duration(minutes) }));
      part("shortest-key").hidden = !short;
      drawRibbon(part("ribbon"), walk, graph);
      fill(part("passed"), passed.map(placeLine));
      part("passed-none").hidden = passed.length > 0;
      fill(part("steps"), stepLines(steps));
    },
  };
}

function remarks(walk, number, of) {
  const said = [];
  const off = Math.max(...walk.snapped_m);
  if (off > 60) said.push(keptTo(distance(off)));
  if (walk.repeated_share > 0.05) said.push(t("{share} of it is walked twice.", { share: percent(walk.repeated_share) }));
  if (of === 1) said.push(t("No other walk of this time is much different."));
  else if (of > 1) said.push(t("Walk {number} of {of} that differ.", { number: written(number), of: written(of) }));
  return said.join(" ");
}

function keptTo(far) {
  return isOnWays
    ? t("It keeps to ways: they are up to {distance} from the points that you chose.", { distance: far })
    : t("It keeps to streets: they are up to {distance} from the points that you chose.", { distance: far });
}

function placeLine({ place, at_m }) {
  const line = document.createElement("li");
  const body = document.createElement("div");
  const link = make("a", "", "entry-name");
  link.href = `places/${place.id}.html`;
  link.append(make("bdi", place.name));
  body.append(link, ...(place.best ? [make("p", place.best, "entry-facts")] : []));
  line.append(make("span", at_m < 15 ? t("start") : distance(at_m), "at"), body);
  return line;
}

/** The lines of steps, each a button that shows it on the map and tells how far it is. */
function stepLines(steps) {
  let at_m = 0;
  return steps.map(({ text, length_m }, index) => {
    const line = document.createElement("li");
    const button = make("button", "", "step");
    button.type = "button";
    button.append(make("bdi", text));
    line.append(button, make("span", index ? distance(at_m) : "", "at"));
    at_m += length_m;
    return line;
  });
}

/** Tell which step a reader points at or goes to: its number from 0, or -1 for none. */
function followSteps(list, onStep) {
  const numberOf = (target) => [...list.children].indexOf(target.closest("li"));
  for (const type of ["mouseover", "focusin"]) {
    list.addEventListener(type, ({ target }) => onStep(numberOf(target), false));
  }
  for (const type of ["mouseleave", "focusout"]) list.addEventListener(type, () => onStep(-1, false));
  list.addEventListener("click", ({ target }) => onStep(numberOf(target), true));
}

function fill(list, lines) {
  list.replaceChildren(...lines);
  list.hidden = lines.length === 0;
}

function tell(element, text) {
  element.textContent = text;
  element.hidden = !text;
}

function make(name, textContent, className = "") {
  return Object.assign(document.createElement(name), { textContent, className });
}
