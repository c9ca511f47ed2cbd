// "Right now": places whose best time is this hour, weekday and month by the city's clock.
import { cityTime, comesToday, isBest } from "./best-now.js";
import { city, places } from "./data.js";
import { moment, t } from "./text.js";

const MOST = 6;

/** Let a section of the city's page tell which places are at their best while it is looked at. */
export function connectNow(section) {
  const show = () => {
    const time = cityTime(new Date(), city.timezone);
    const now = [...places.values()].filter((place) => isBest(place.when, time));
    const later = [...places.values()].filter((place) => !now.includes(place) && comesToday(place.when, time));
    section.querySelector("[data-clock]").textContent = clock();
    fill(section.querySelector("[data-now]"), now.sort(byPromise));
    fill(section.querySelector("[data-later]"), later.sort((a, b) => nextHour(a, time) - nextHour(b, time) || a.rank - b.rank));
    section.querySelector("[data-nothing]").hidden = now.length > 0;
    section.querySelector("[data-later-title]").hidden = later.length === 0;
    section.hidden = false;
  };
  whenNear(section.parentElement, () => {
    show();
    document.addEventListener("visibilitychange", () => document.hidden || show());
  });
}

/** Do something once, when an element comes near; browsers take long to make their first clock. */
function whenNear(element, action) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    watch.disconnect();
    action();
  }, { rootMargin: "100% 0px" });
  watch.observe(element);
}

/** Those that claim the hour before those that claim a season only; then by rank. */
function byPromise(a, b) {
  const claims = ({ when }) => 2 * (when.hours.length > 0) + (when.weekdays.length > 0);
  return claims(b) - claims(a) || a.rank - b.rank;
}

function nextHour({ when }, { hour }) {
  return Math.min(...when.hours.map(([first]) => (first > hour ? first : 24)));
}

function fill(list, shown) {
  list.replaceChildren(...shown.slice(0, MOST).map((place) => {
    const row = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `places/${place.id}.html` });
    link.append(Object.assign(document.createElement("bdi"), { textContent: place.name }));
    row.append(link, " ", Object.assign(document.createElement("span"), { className: "aside", textContent: place.best }));
    return row;
  }));
  list.hidden = shown.length === 0;
}

function clock() {
  const options = { weekday: "long", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" };
  if (!city.timezone) return t("{time} by your clock", { time: moment(new Date(), options) });
  const time = moment(new Date(), { ...options, timeZone: city.timezone });
  return t("{time} in {city}", { time, city: city.name });
}
