// What a reader keeps of a city, in their browser and nowhere else: places and walks, with notes.
// { kind: "place" or "walk", id, name, url (from the city's folder), lon, lat, note }, as kept.

const CHANGED = "guidegen:favourites";
const LONGEST_NOTE = 2000;

// a browser may refuse storage, above all to pages opened from a folder; then what is kept lasts
// as long as the page
const remembered = new Map();
let lasting = true;

/** Everything that is kept of a city, in the order it was kept. */
export function favourites(city) {
  const own = remembered.get(city) ?? "[]";
  try {
    // what could not be stored, as where storage is full, is newer than what is there
    return read((lasting ? localStorage.getItem(key(city)) : undefined) ?? own);
  } catch {
    lasting = false;
    return read(own);
  }
}

/** Whether it will still be there tomorrow, as far as the last change told. */
export function lasts() {
  return lasting;
}

export function favourite(city, kind, id) {
  return favourites(city).find((item) => item.kind === kind && item.id === id);
}

/** Keep something, or what was kept with another note. */
export function keep(city, item) {
  const all = favourites(city);
  const at = all.findIndex(({ kind, id }) => kind === item.kind && id === item.id);
  const kept = { ...item, note: (item.note ?? "").slice(0, LONGEST_NOTE) };
  if (at < 0) all.push(kept);
  else all[at] = kept;
  write(city, all);
}

export function forget(city, kind, id) {
  write(city, favourites(city).filter((item) => item.kind !== kind || item.id !== id));
}

/** Call back after every change, in this page or in another, as long as an element is shown. */
export function onFavouritesChange(callback, element) {
  const stop = new AbortController();
  const call = () => (element.isConnected ? callback() : stop.abort());
  document.addEventListener(CHANGED, call, stop);
  addEventListener("storage", ({ key: changed }) => {
    if (changed === null || changed.startsWith(CHANGED)) call();
  }, stop);
}

function key(city) {
  return `${CHANGED}:${city}`;
}

function read(text) {
  try {
    const all = JSON.parse(text);
    return Array.isArray(all) ? all.filter(isSound) : [];
  } catch {
    return [];
  }
}

// other pages of the same host, and other versions of this one, may have written it
function isSound(item) {
  return item !== null && typeof item === "object" && ["place", "walk"].includes(item.kind) &&
    ["id", "name", "url", "note"].every((name) => typeof item[name] === "string") &&
    /^(places|walks)\/[^/:?#]+\.html$/.test(item.url) &&
    Number.isFinite(item.lon) && Number.isFinite(item.lat);
}

function write(city, all) {
  const text = JSON.stringify(all);
  remembered.set(city, text);
  try {
    localStorage.setItem(key(city), text);
    lasting = true;
  } catch {
    lasting = false;
  }
  document.dispatchEvent(new Event(CHANGED));
}
