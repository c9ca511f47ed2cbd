// Where the site is served: the city can be installed and, if the reader wants, kept offline.
// Pages from a folder have none of this, and need none.

import { number, t } from "./text.js";

const NOT_KEPT = t("It could not be kept: the network failed, or this browser has no room for it.");

/** Offer what this browser and this address allow; called when the page is there. */
export function connectOffline() {
  const city = document.querySelector("meta[name='guidegen-city']");
  if (!city || !location.protocol.startsWith("http")) return;
  const home = new URL(city.content, location.href);
  link("manifest", new URL("manifest.webmanifest", home));
  if (!navigator.serviceWorker) return; // only secure addresses have it
  const section = document.querySelector("[data-keep]");
  if (section) new Keeping(section, home);
  ownRegistration(home).then((registration) => registration && announceNext(registration));
}

function link(relation, url) {
  const element = document.createElement("link");
  element.rel = relation;
  element.href = url;
  document.head.append(element);
}

/** The worker of this city; a host may have others that reach as far. */
async function ownRegistration(home) {
  const registration = await navigator.serviceWorker.getRegistration(home);
  return registration?.scope === home.href ? registration : undefined;
}

/** The part of the city's page that keeps the city, and lets it go. */
class Keeping {
  constructor(section, home) {
    this.home = home;
    this.button = section.querySelector("button");
    this.said = section.querySelector("[role=status]");
    this.bar = section.querySelector("progress");
    this.button.addEventListener("click", () => (this.kept ? this.drop() : this.keep()));
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data?.guidegen === home.href && !this.bar.hidden) this.show(data);
    });
    ownRegistration(home).then((registration) => {
      this.settle(Boolean(registration?.active));
      section.hidden = false;
    });
  }

  async keep() {
    this.button.disabled = true;
    this.bar.removeAttribute("value");
    this.bar.hidden = false;
    this.said.textContent = t("Bringing all pages and maps …");
    try {
      const options = { scope: this.home.href, updateViaCache: "none" };
      const worker = new URL("sw.js", this.home);
      const registration = await navigator.serviceWorker.register(worker, options);
      await installed(registration);
      this.settle(true, t("Kept. This guide now opens without a network."));
      announceNext(registration);
    } catch {
      this.settle(false, NOT_KEPT);
    }
  }

  async drop() {
    this.button.disabled = true;
    await (await ownRegistration(this.home))?.unregister();
    for (const name of await caches.keys()) {
      if (name.startsWith(`guidegen ${this.home.href} `)) await caches.delete(name);
    }
    this.settle(false, t("No longer kept."));
  }

  show({ done, total }) {
    this.bar.max = total;
    this.bar.value = done;
    this.said.textContent = t("{done} of {total} MB", { done: megabytes(done), total: megabytes(total) });
  }

  settle(kept, said = kept ? t("This guide is kept in this browser.") : "") {
    this.kept = kept;
    this.bar.hidden = true;
    this.button.disabled = false;
    this.button.textContent = kept ? t("Remove it again") : t("Keep this city offline");
    this.said.textContent = said;
  }
}

const megabytes = (bytes) => number(bytes / 1e6, 1);

/** Wait until a worker has everything; rejects if it gives up. */
function installed(registration) {
  const worker = registration.installing;
  if (!worker) return Promise.resolve();
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("not installed"));
    });
  });
}

/** Say so when another edition has been brought; it is used when the reader says so. */
function announceNext(registration) {
  if (registration.waiting) announce(registration);
  const watch = () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) announce(registration);
    });
  };
  watch(); // it may have been found before this page listened
  registration.addEventListener("updatefound", watch);
}

function announce(registration) {
  if (document.querySelector(".edition")) return;
  const notice = document.createElement("p");
  notice.className = "edition";
  notice.setAttribute("role", "status");
  const use = document.createElement("button");
  use.type = "button";
  use.textContent = t("Show it");
  use.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    registration.waiting?.postMessage("use this edition");
  });
  document.body.append(notice);
  // a status is only heard if it comes into what is there already
  notice.append(t("There is a newer edition of this guide."), " ", use);
}
