// The search as readers use it: an ARIA combobox with a list of results, keyboard first.
import { offered, showResults } from "./results.js";
import { tell } from "./tell.js";
import { announced, BROKEN, LOADING, scope } from "./words.js";

const HEARD_AFTER_MS = 500; // of rest: who hears results does not want them after every letter

/**
 * Bring the search to life.
 *
 * @param {HTMLElement} root  [data-search] in templates/base.html
 * @param {Promise<object>} loading  see engine.js
 */
export function startBox(root, loading) {
  const input = root.querySelector("input");
  const box = root.querySelector("[data-found]");
  const status = root.querySelector("[data-search-status]");
  const map = document.querySelector("[data-map=city]");
  let engine = null;
  let broken = false;
  let eager = false; // whether Enter was pressed before anything could be found
  let before = null; // what to give the focus back to
  let speaking = 0;

  function say(text) {
    clearTimeout(speaking);
    speaking = setTimeout(() => (status.textContent = text), HEARD_AFTER_MS);
  }

  function open(isOpen) {
    box.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen && options().length > 0));
    if (!isOpen) activate(null);
  }

  function options() {
    return [...box.querySelectorAll("[role=option]")];
  }

  function active() {
    return box.querySelector("[aria-selected=true]");
  }

  function activate(option) {
    active()?.setAttribute("aria-selected", "false");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show() {
    const typed = input.value.trim();
    if (broken) return tell(root, BROKEN);
    if (!engine) return typed ? tell(root, LOADING) : undefined;
    const page = { home: root.dataset.home, onMap: Boolean(map), hash: location.hash };
    const found = typed ? engine.find(typed) : offered(engine.entries);
    showResults(box, typed, found, page);
    open(Boolean(typed || found.groups.length));
    box.scrollTop = 0;
    activate(typed ? options()[0] : null);
    say(typed ? announced(typed, found) : scope(counts(engine.entries)));
  }

  function close() {
    open(false);
    say("");
    if (before?.isConnected && before !== document.body) before.focus();
    else input.blur();
  }

  /** Follow a result; on the map's own page the map is what readers want next. */
  function follow(event) {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    open(false);
    if (!map || !option.getAttribute("href").startsWith("#")) return;
    before = null;
    map.focus({ preventScroll: true });
    map.scrollIntoView({ block: "nearest", behavior: "auto" });
  }

  function step(by) {
    if (box.hidden) return show();
    const all = options();
    const at = all.indexOf(active());
    const next = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
    if (all.length) activate(all[next]);
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => (engine ? active()?.click() : (eager = true)),
    Escape: close,
  };
  input.addEventListener("keydown", (event) => {
    // while letters are being composed, keys choose among them
    if (!keys[event.key] || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // the map's panel closes by Escape, too
    keys[event.key]();
  });
  input.addEventListener("input", () => {
    eager = false;
    show();
  });
  input.addEventListener("focus", show);
  input.addEventListener("click", () => box.hidden && show());
  root.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget && !root.contains(relatedTarget)) before = relatedTarget;
  });
  root.addEventListener("focusout", ({ relatedTarget }) => {
    if (root.contains(relatedTarget)) return;
    before = null;
    open(false);
  });
  root.querySelector("[data-search-close]").addEventListener("click", close);
  // the text keeps the focus while results are clicked or scrolled
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("mousemove", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option && option !== active()) activate(option);
  });
  box.addEventListener("click", follow);

  function showIfWanted() {
    if (!root.contains(document.activeElement)) return;
    show();
    if (eager) active()?.click();
  }
  showIfWanted();
  loading.then((ready) => (engine = ready), () => (broken = true)).then(showIfWanted);
}

/** How many there are of each kind. */
function counts(entries) {
  const sums = {};
  for (const { kind } of entries) sums[kind] = (sums[kind] ?? 0) + 1;
  return Object.entries(sums);
}
