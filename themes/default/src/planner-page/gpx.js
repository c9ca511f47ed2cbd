// A walk as GPX 1.1, written in the page and saved without any server.


/**
 * @param {{line: number[][]}} walk
 * @param {string} name  of the walk
 * @param {string} summary  in a few words
 * @param {{text: string, lon: number, lat: number}[]} steps
 * @param {{author: string, licence: string}} credit  whose data its way is from
 */
export function toGpx(walk, name, summary, steps, { author, licence }) {
  const track = walk.line.map((at) => `<trkpt ${position(at)}/>`);
  const route = steps.map(({ text, lon, lat }) =>
    `<rtept ${position([lon, lat])}><name>${escaped(text)}</name></rtept>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="guidegen">',
    `<metadata><name>${escaped(name)}</name><desc>${escaped(summary)}</desc>`,
    `${author && copyright(author, licence)}</metadata>`,
    `<rte><name>${escaped(name)}</name>`, ...route, "</rte>",
    `<trk><name>${escaped(name)}</name><desc>${escaped(summary)}</desc><trkseg>`, ...track, "</trkseg></trk>",
    "</gpx>", "",
  ].join("\n");
}

function copyright(author, licence) {
  const under = licence && `<license>${escaped(licence)}</license>`;
  return `<copyright author="${escaped(author)}">${under}</copyright>`;
}

export function position([lon, lat]) {
  return `lat="${lat.toFixed(6)}" lon="${lon.toFixed(6)}"`;
}

export function escaped(text) {
  // XML has no way to write control characters, halves of letters included; marks of direction
  // are for pages
  const sound = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff\u2068\u2069]/gu, "");
  return sound.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
