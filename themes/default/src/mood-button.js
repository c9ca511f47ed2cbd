// The button in the page's head that changes between light and dark.
import { MOODS, setMood, storedMood } from "./mood.js";
import { t } from "./text.js";

const NAMES = { system: t("System"), paper: t("Paper"), night: t("Night") };

/** Let the button in the page's head go through the moods. */
export function connectMoodButton(button) {
  const name = button.querySelector("[data-mood-name]");
  const show = (mood) => {
    name.textContent = NAMES[mood];
    button.setAttribute("aria-label", t("Colours: {name}. Change", { name: NAMES[mood] }));
  };
  show(storedMood());
  button.addEventListener("click", () => {
    const mood = MOODS[(MOODS.indexOf(storedMood()) + 1) % MOODS.length];
    setMood(mood);
    show(mood);
  });
}
