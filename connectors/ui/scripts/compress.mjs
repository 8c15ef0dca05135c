// Writes each built file a second and third time, compressed as hard as it goes, so that serving costs nothing.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const SMALLEST = 1024;
const dist = new URL("../dist/", import.meta.url);
const built = [...readdirSync(new URL("assets/", dist)).map((name) => `assets/${name}`), "widget.js"];
for (const name of built.filter((file) => /\.(js|css)$/.test(file))) {
  const bytes = readFileSync(new URL(name, dist));
  if (bytes.length < SMALLEST) continue;
  writeFileSync(new URL(`${name}.br`, dist), brotliCompressSync(bytes));
  writeFileSync(new URL(`${name}.gz`, dist), gzipSync(bytes, { level: 9 }));
}
