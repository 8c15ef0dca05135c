// Prints what a visitor downloads, compares it with other chat widgets, and fails when it grows.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KIB = 1024;
const LIMITS = { loader: 3 * KIB, begin: 28 * KIB, widget: 40 * KIB };
// gzip sizes measured from the npm tarballs (reference/web-and-console.md, 4.1)
const PEERS = { "rasa-webchat 1.0.1": 211, "deep-chat 2.4.2": 110, "@chatui/core 3.8.0": 84 };

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", dist)));
const gzip = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

/** Files an entry needs to begin with, or, with `later`, ever. */
function files(key, later, seen = new Set()) {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = manifest[key];
  const next = [...(chunk.imports ?? []), ...(later ? (chunk.dynamicImports ?? []) : [])];
  return [chunk.file, ...(chunk.css ?? []), ...next.flatMap((k) => files(k, later, seen))];
}

const page = (later) => [...new Set(files("src/page/main.ts", later))].reduce((sum, file) => sum + gzip(file), 0);
const sizes = { loader: gzip("widget.js"), begin: page(false), widget: page(true) };
let failed = false;
for (const [name, size] of Object.entries(sizes)) {
  const over = size > LIMITS[name];
  failed ||= over;
  console.log(`${name}: ${(size / KIB).toFixed(1)} KB gzip of ${LIMITS[name] / KIB} KB${over ? " — TOO LARGE" : ""}`);
}
for (const [name, size] of Object.entries(PEERS)) {
  console.log(`  ${name}: ${size} KB, ${(size / (sizes.widget / KIB)).toFixed(1)} times the widget`);
}
process.exit(failed ? 1 : 0);
