// On every page, in its head: runs before the page is painted.
import { restoreMood } from "./mood.js";

document.documentElement.classList.add("js");
restoreMood();
