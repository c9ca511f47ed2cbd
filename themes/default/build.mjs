// Bundles src/ into assets/: classic scripts (pages must work from file://, where modules do
// not load), one style sheet, fonts; every file is named by the hash of its content, and
// manifest.json tells which name stands for which.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = join(here, "assets");

const common = {
  absWorkingDir: here,
  outdir: "assets",
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  // a function of its own, which browsers compile while it comes in; not an arrow function, which
  // esbuild would write and V8 compiles only when it runs
  format: "esm",
  banner: { js: "(function(){" },
  footer: { js: "})();" },
  target: ["es2020", "chrome105", "firefox121", "safari15.4"],
  loader: { ".woff2": "file", ".png": "file" },
  legalComments: "eof",
  charset: "utf8",
  metafile: true,
  write: false,
};
const results = await Promise.all([
  esbuild.build({
    ...common,
    entryPoints: [
      "src/site.css", "src/leaflet.css", "src/planner.css", "src/survey.css",
      "src/head.js", "src/site.js", "src/leaflet.js", "src/first-dots.js", "src/basemap.js",
      "src/survey.js", "src/search/search.js", "src/worker.js",
    ],
  }),
  // with the one Leaflet that their pages load before
  esbuild.build({
    ...common,
    entryPoints: ["src/map.js", "src/planner-page.js", "src/comparison.js"],
    alias: { leaflet: "./src/leaflet-global.js" },
  }),
]);

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
const manifest = {};
for (const { outputFiles, metafile } of results) {
  for (const file of outputFiles) writeFileSync(file.path, file.contents);
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path);
  }
}
manifest["icon.svg"] = put("icon.svg", readFileSync(join(here, "src/icon.svg")));
manifest["licences.txt"] = put("licences.txt", licences());
const sorted = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(target, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");

// The licences of what is bundled, which have to go where it goes.
function licences() {
  const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const texts = Object.keys(dependencies).sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^(mit-)?licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} comes without its licence`);
    return `${name} ${version} (${license ?? "see below"})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(78)}\n\n`);
}

function put(path, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const ending = extname(path);
  const name = `${basename(path, ending)}-${hash}${ending}`;
  writeFileSync(join(target, name), content);
  return name;
}
