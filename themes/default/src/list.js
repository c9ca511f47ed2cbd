// The list of places beside the map: the same choices apply to it, and it can point at the map.
import { evidence } from "./months.js";
import { byDistance, byWeight, weight } from "./state.js";
import { distance, monthName, number, t, tn } from "./text.js";

/**
 * Connect the list in the page.
 *
 * @param {HTMLElement} root  what holds the lists
 * @param {Map<string, object>} places  by id
 * @param {{onLocate: (id, button) => void, onHint: (id, on) => void}} actions
 * @returns {(choice: object) => void}  applies a choice of labels, month and place
 */
export function createList(root, places, { onLocate, onHint }) {
  const list = root.querySelector("[data-list]");
  if (!list) return () => {};
  const short = Number(list.dataset.list);
  const more = root.querySelector("[data-more]");
  const status = root.querySelector("[data-status]");
  let open = false;
  let last = null;

  root.querySelectorAll("[data-locate]").forEach((button) => {
    button.addEventListener("click", () => onLocate(button.dataset.locate, button));
  });
  root.querySelectorAll("[data-place]").forEach((entry) => {
    const id = entry.dataset.place;
    for (const [type, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      entry.addEventListener(type, () => onHint(id, on));
    }
  });
  more.addEventListener("click", () => {
    open = true;
    show(last);
  });

  function show(choice) {
    last = choice;
    const passes = (item) => choice.who.has(placeOf(item, places).label);
    root.querySelectorAll("li:has(> [data-place])").forEach((item) => {
      item.hidden = !passes(item) && ![...item.querySelectorAll("li")].some(passes);
      const place = placeOf(item, places);
      item.classList.toggle("faint", weight(place, choice.month) === null);
      item.classList.toggle("chosen", place.id === choice.place);
      item.classList.toggle("not-meant", !passes(item));
      tellMonth(item, choice.near ? away(place, choice.near) : evidence(place, choice.month));
    });
    const order = choice.near ? byDistance(choice.near) : byWeight(choice.month);
    const items = [...list.children].sort((a, b) => order(placeOf(a, places), placeOf(b, places)));
    reorder(list, items);
    const meant = items.filter((item) => !item.hidden);
    meant.slice(short).forEach((item) => (item.hidden = !open && !item.classList.contains("chosen")));
    more.hidden = open || meant.length <= short;
    more.textContent = tn("Show all {n} places", "Show all {n} places", meant.length);
    // a place that is there only for the spots within it is not counted
    const own = meant.filter(passes).length;
    status.textContent = meant.length
      ? choice.near ? t("By distance from where you are") : sentence(own, items.length, choice.month)
      : t("No place is of the kinds chosen on the map.");
  }
  return show;
}

/** How far a place is from the reader. */
function away({ lat, lon }, near) {
  return t("{distance} from you", { distance: distance(near.distanceTo([lat, lon])) });
}

function placeOf(item, places) {
  return places.get(item.querySelector(":scope > [data-place]").dataset.place);
}

/** Put items into an order; a node that is moved loses the focus, so it is given back. */
function reorder(list, items) {
  if (items.every((item, index) => item === list.children[index])) return;
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  list.append(...items);
  focused?.focus({ preventScroll: true });
}

/** Say in an entry how the chosen month is; nothing when none is chosen. */
function tellMonth(item, text) {
  const facts = item.querySelector(":scope > [data-place] .entry-facts");
  let line = facts.parentElement.querySelector(".entry-month");
  if (!text) {
    line?.remove();
    return;
  }
  if (!line) {
    line = document.createElement("p");
    line.className = "entry-facts entry-month";
    facts.after(line);
  }
  line.textContent = text;
}

function sentence(meant, all, month) {
  const told = { meant: number(meant), month: month && monthName(month) };
  if (meant === all) return month ? t("By photographer-days in {month}", told) : t("By photographer-days all year");
  if (!month) return tn("{meant} of {n} places, by photographer-days all year", "{meant} of {n} places, by photographer-days all year", all, told);
  return tn("{meant} of {n} places, by photographer-days in {month}", "{meant} of {n} places, by photographer-days in {month}", all, told);
}
