// Loaded when a reader first wants to search, see start.js.
import { loadScript } from "../load-script.js";
import { startBox } from "./box.js";
import { createEngine } from "./engine.js";

const root = document.querySelector("[data-search]");
startBox(root, loadScript(root.dataset.index).then(() => createEngine(window.guidegen.search)));
