// Pages opened from a folder cannot fetch data; scripts they can load.

/** Load a script; without an address there is nothing to load. */
export function loadScript(src) {
  return new Promise((resolve, reject) => {
    if (!src) throw new Error("nothing to load");
    const script = Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
