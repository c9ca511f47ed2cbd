// Light or dark: the reader's system decides until they say otherwise.

export const MOODS = ["system", "paper", "night"];
const KEY = "guidegen-mood";

/** Set the mood that was chosen before; called before the page is painted. */
export function restoreMood() {
  apply(storedMood());
}

/** Set a mood and keep it. */
export function setMood(mood) {
  store(mood);
  apply(mood);
}

/** Call back whenever the colours change, whoever changed them. */
export function onMoodChange(callback) {
  document.addEventListener("guidegen:mood", callback);
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", callback);
  }
}

function apply(mood) {
  const root = document.documentElement;
  if (mood === "system") delete root.dataset.mood;
  else root.dataset.mood = mood;
  tintBrowser(mood);
  document.dispatchEvent(new Event("guidegen:mood"));
}

/** The browser's own bars are as the page: there is a colour for the light mood, then for the dark. */
function tintBrowser(mood) {
  const [light, dark] = document.querySelectorAll('meta[name="theme-color"]');
  if (!dark) return;
  const media = { system: ["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"], paper: ["all", "not all"], night: ["not all", "all"] };
  [light.media, dark.media] = media[mood];
}

// a browser may refuse storage, above all to pages opened from a folder; then a choice lasts as
// long as the page
let remembered = "system";

/** The mood that was chosen. */
export function storedMood() {
  try {
    const mood = localStorage.getItem(KEY) || remembered;
    return MOODS.includes(mood) ? mood : "system";
  } catch {
    return remembered;
  }
}

function store(mood) {
  remembered = mood;
  try {
    localStorage.setItem(KEY, mood);
  } catch {
    // see above
  }
}
