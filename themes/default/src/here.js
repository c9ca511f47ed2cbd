// Where the reader is, as the device tells it, if the reader lets it.
import { t } from "./text.js";

/**
 * @param {(position: number[]) => void} onFound  told lon and lat
 * @param {(words: string) => void} say  what goes on, or why it does not
 */
export function findReader(onFound, say) {
  const whyNot = {
    1: t("Your browser was not allowed to tell where you are."),
    2: t("Your device could not tell where it is."),
    3: t("Your device took too long to tell where it is."),
  };
  say(t("Your device is asked where you are."));
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => onFound([coords.longitude, coords.latitude]),
    ({ code }) => say(whyNot[code], true),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}
