// Where the reader is, as the device tells it, if the reader lets it.

const WHY_NOT = {
  1: "Your browser was not allowed to tell where you are.",
  2: "Your device could not tell where it is.",
  3: "Your device took too long to tell where it is.",
};
const INSTEAD = "Choose a place from the list, or a point on the map.";

/**
 * @param {(position: number[]) => void} onFound  told lon and lat
 * @param {(words: string) => void} say  what goes on, or why it does not
 */
export function findReader(onFound, say) {
  say("Your device is asked where you are.");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => onFound([coords.longitude, coords.latitude]),
    ({ code }) => say(`${WHY_NOT[code]} ${INSTEAD}`),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}
