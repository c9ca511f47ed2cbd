// Bundles src/ into assets/: classic scripts (pages must work from file://, where modules do
// not load), one style sheet, fonts; every file is named by the hash of its content, and
// manifest.json tells which name stands for which.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  format: "iife",
  target: ["es2020", "chrome105", "firefox121", "safari15.4"],
  loader: { ".woff2": "file", ".png": "file" },
  legalComments: "eof",
  charset: "utf8",
  metafile: true,
  write: false,
};
const results = await Promise.all([
  esbuild.build({ ...common, entryPoints: ["src/site.js", "src/site.css"] }),
  // Leaflet's plugins expect it as a global
  esbuild.build({ ...common, entryPoints: ["src/map.js"], inject: ["src/leaflet-global.js"] }),
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
manifest["icon.svg"] = copy("src/icon.svg");
const sorted = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(target, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");

function copy(path) {
  const content = readFileSync(join(here, path));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const ending = extname(path);
  const name = `${basename(path, ending)}-${hash}${ending}`;
  writeFileSync(join(target, name), content);
  return name;
}
