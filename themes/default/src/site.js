// On every page, in its head: runs before the page is painted.
import { connectMoodButton, restoreMood } from "./mood.js";
import { connectSearch } from "./search/start.js";
import { connectFindCity } from "./find-city.js";
import { closeElsewhere, keepPlace } from "./languages.js";
import { connectOffline } from "./offline.js";

document.documentElement.classList.add("js");
restoreMood();
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-mood]:is(button)").forEach(connectMoodButton);
  document.querySelectorAll("[data-search]").forEach(connectSearch);
  document.querySelectorAll("[data-same-place]").forEach(keepPlace);
  document.querySelectorAll("[data-menu]").forEach(closeElsewhere);
  document.querySelectorAll("[data-find-city]").forEach(connectFindCity);
  connectOffline();
});
