// The service worker of one city that a reader keeps offline: it brings every file of an edition,
// then answers for them without the network. Its `sw.js` says which edition it is of.

const CITY = new URL("./", self.location).href;
const OURS = `guidegen ${CITY} `;
const EDITION = OURS + self.edition;
const LIST = new URL("data/files.json", CITY).href;
const ASSETS = new URL("../assets/", CITY).href;
const AT_ONCE = 6;

self.addEventListener("install", (event) => event.waitUntil(bring()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", ({ data }) => {
  if (data === "use this edition") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && url.origin === self.location.origin) {
    event.respondWith(answer(event.request, url));
  }
});

async function answer(request, url) {
  const path = url.origin + url.pathname;
  const kept = await caches.open(EDITION);
  // some hosts show a page without its index.html or .html
  for (const name of path.endsWith("/") ? [`${path}index.html`] : [path, `${path}.html`]) {
    const response = await kept.match(name);
    if (response) return response;
  }
  return fetch(request);
}

/** Bring all files; if one cannot be had, this edition is not installed, and the last one stays. */
async function bring() {
  const response = await whole(LIST);
  const { edition, files } = await response.clone().json();
  if (edition !== self.edition) throw new Error("the site is just being changed");
  const [cache, earlier] = await Promise.all([caches.open(EDITION), earlierEdition()]);
  const total = files.reduce((sum, [, , size]) => sum + size, 0);
  const waiting = files.values();
  let done = 0;
  const work = async () => {
    for (const [path, hash, size] of waiting) {
      const url = new URL(path, CITY).href;
      if (!(await cache.match(url))) {
        await cache.put(url, (await earlier(url, hash)) ?? (await whole(url)));
      }
      done += size;
      await tell({ done, total });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await cache.put(LIST, response); // an edition with its list is whole
}

/** A file from the network itself, without the redirects that pages may not have. */
async function whole(url) {
  // assets are named by what is in them; of other files a server that tells versions apart by the
  // second may say that nothing changed
  const cache = url.startsWith(ASSETS) ? "default" : "reload";
  const response = await fetch(url, { cache, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.redirected
    ? new Response(await response.blob(), { headers: response.headers })
    : response;
}

/** How to get a file from the edition that is kept already, if it is the same in this one. */
async function earlierEdition() {
  for (const name of await ownCaches()) {
    const cache = name === EDITION ? null : await caches.open(name);
    const list = await cache?.match(LIST);
    if (!list) continue;
    const { files } = await list.json();
    const hashes = new Map(files.map(([path, hash]) => [new URL(path, CITY).href, hash]));
    return async (url, hash) => (hashes.get(url) === hash ? cache.match(url) : undefined);
  }
  return async () => undefined;
}

async function takeOver() {
  const others = (await ownCaches()).filter((name) => name !== EDITION);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function ownCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(OURS));
}

async function tell(progress) {
  for (const page of await self.clients.matchAll({ includeUncontrolled: true, type: "window" })) {
    page.postMessage({ guidegen: CITY, ...progress });
  }
}
