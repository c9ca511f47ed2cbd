// The planner's page: its form, its map, its words and its address show one wish and its walk.
import { city, places } from "./data.js";
import { decodeNetwork } from "./planner/network.js";
import { WalkError } from "./planner/plan.js";
import { steps as stepsOf } from "./planner/steps.js";
import { createForm } from "./planner-page/form.js";
import { toGpx } from "./planner-page/gpx.js";
import { findReader } from "./here.js";
import { placesPassed } from "./planner-page/passed.js";
import { createPlanning } from "./planner-page/planning.js";
import { createResult } from "./planner-page/result.js";
import { createWalkMap } from "./planner-page/walk-map.js";
import { readPosition, readWish, writeWish, written } from "./planner-page/wish.js";
import { comparison, refusal } from "./planner-page/words.js";
import { save } from "./save.js";
import { inSlices, soon } from "./slices.js";
import { connectPrint, connectShare } from "./walk-actions.js";
import { distance, duration, t } from "./text.js";

const SOON_MS = 300; // what is there by then needs no word of waiting
const HINTS = { from: t("Tap the map where you start."), to: t("Tap the map where you want to end."), "": "" };

const PLACES = [...places.values()].filter(({ level }) => level === "place").length;

const mapElement = document.querySelector("[data-planner]");
if (mapElement) {
  mapElement.setAttribute("aria-busy", "true");
  decodeNetwork(window.guidegen.network).then(
    (graph) => soon(() => inSlices(startPlanner(mapElement, graph), () => mapElement.removeAttribute("aria-busy"))),
    () => {
      mapElement.removeAttribute("aria-busy");
      document.querySelector("[data-told] p").textContent =
        t("The streets could not be read: walks are planned in newer browsers only.");
    },
  );
}

function* startPlanner(element, graph) {
  const outcome = document.querySelector(".outcome");
  const where = document.querySelector("[data-where]");
  const hint = document.querySelector("[data-hint]");
  const planning = createPlanning(graph);
  let wish = readWish(location.hash);
  let tapped = ""; // the end that the next tap sets; "" for the one that is missing
  let told = null; // the address as this page wrote or read it last
  let planned = null; // what is shown now, and in a few words over the map
  let headline = "";
  let stop = () => {}; // what is planned for an earlier wish: only the last counts
  let waiting = 0; // until a word of it is said

  const map = yield* createWalkMap(element, graph, (position, end) => {
    set({ [end || tapped || (wish.from ? "to" : "from")]: rounded(position) });
  });
  yield;
  const result = createResult(outcome, {
    onTake: set,
    onStep: (number, closer) => map.showStep(planned?.steps[number], number + 1, closer),
  });
  yield;
  const showInForm = createForm(document.querySelector(".wish"), {
    onChange: set,
    onTap: (end) => {
      tapped = tapped === end ? "" : end;
      show();
      if (tapped) element.focus();
    },
    onHere: (end) => findReader(
      (position) => set({ [end]: rounded(position) }),
      (words, failed) => (where.textContent = failed
        ? `${words} ${t("Choose a place from the list, or a point on the map.")}` : words),
    ),
  });
  connectActions(outcome, {
    onAnother: () => {
      if (outcome.hasAttribute("aria-busy")) return; // it would begin anew
      set({ choice: wish.choice === planning.choices(wish) ? 1 : wish.choice + 1 });
    },
    onSave: () => saveAsGpx(planned),
  });
  addEventListener("hashchange", () => {
    if (location.hash === told) return;
    wish = readWish(location.hash);
    follow();
  });
  yield;
  showInForm(wish, tapped); // browsers take long to make their first of Intl's formats
  yield true;
  follow();

  /** Wish for something else: of another wish, the best walk comes first. */
  function set(change) {
    wish = { ...wish, choice: 1, ...change };
    // the way back leads over the ends that were chosen, not over every move of a slider
    follow("from" in change || "to" in change);
  }

  function show() {
    showInForm(wish, tapped);
    map.showEnds(wish);
    hint.textContent = HINTS[tapped || (wish.from ? "" : "from")] || headline;
  }

  /** Show the wish everywhere, and plan for it. */
  function follow(isNew = false) {
    tapped = "";
    where.textContent = "";
    show();
    told = writeWish(wish);
    const address = told || location.pathname + location.search;
    if (isNew && told !== location.hash) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    outcome.setAttribute("aria-busy", "true");
    if (wish.choice > 1 && !planning.choices(wish)) result.note(t("Other walks are looked for …"));
    clearTimeout(waiting);
    waiting = setTimeout(() => (hint.textContent = HINTS[tapped] || t("A walk is looked for …")), SOON_MS);
    stop();
    stop = inSlices(replan(), () => {
      clearTimeout(waiting);
      show();
      outcome.removeAttribute("aria-busy");
    });
  }

  /** Plan the walk of the wish, and show it; that of an earlier wish is shown until then. */
  function* replan() {
    yield true; // the wish is shown first
    try {
      const found = wish.from ? yield* planning.answer(wish) : null;
      [planned, headline] = [null, ""];
      if (found) yield* present(found);
      else result.wait();
    } catch (error) {
      if (!(error instanceof WalkError)) throw error;
      [planned, headline] = [null, t("No such walk.")];
      result.refuse(refusal(error));
    }
    yield;
    map.showWalk(planned?.walk, planned?.short);
  }

  function* present({ walk, short, number, of }) {
    yield;
    const told = { walk, short, steps: stepsOf(walk, graph) };
    yield;
    const passed = passedBy(walk);
    yield;
    const avoidsSteps = wish.avoid.includes("steps");
    result.tell({ ...told, passed, places: PLACES, avoidsSteps, number, of, graph });
    planned = told;
    wish.choice = number;
    headline = t("{duration}, {length}.", { duration: duration(walk.minutes), length: distance(walk.length_m) });
  }
}

function connectActions(section, { onAnother, onSave }) {
  const button = (name) => section.querySelector(`[data-do=${name}]`);
  button("another").addEventListener("click", onAnother);
  button("save").addEventListener("click", onSave);
  connectPrint(button("print"));
  connectShare(button("share"), section.querySelector("[data-shared]"));
}

/** The places that a walk passes; quarters are too large to be passed. */
function passedBy(walk) {
  return placesPassed(walk.line, [...places.values()].filter(({ level }) => level !== "quarter"));
}

function saveAsGpx({ walk, short, steps }) {
  const name = `${document.title}, ${duration(walk.minutes)}`;
  const summary = `${distance(walk.length_m)}. ${comparison(walk, short)}`;
  const fileName = `${city.slug}-walk-${Math.round(walk.minutes)}-minutes.gpx`;
  save(fileName, toGpx(walk, name, summary, steps, city.walk_credit), "application/gpx+xml");
}

/** A position as it is after going through an address. */
function rounded(position) {
  return readPosition(written(position));
}
