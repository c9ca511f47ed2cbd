// On every page, once it has been read.
import { connectFindCity } from "./find-city.js";
import { closeElsewhere, keepPlace } from "./languages.js";
import { connectMoodButton } from "./mood-button.js";
import { connectOffline } from "./offline.js";
import { connectSearch } from "./search/start.js";

document.querySelectorAll("[data-mood]:is(button)").forEach(connectMoodButton);
document.querySelectorAll("[data-search]").forEach(connectSearch);
document.querySelectorAll("[data-same-place]").forEach(keepPlace);
document.querySelectorAll("[data-menu]").forEach(closeElsewhere);
document.querySelectorAll("[data-find-city]").forEach(connectFindCity);
connectOffline();
