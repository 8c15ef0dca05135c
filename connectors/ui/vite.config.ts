// Page, service pages and staff console: hashed files under dist/assets, found by the manifest.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));
const consoleEntry = source("console/main.ts");

export default defineConfig({
  build: {
    target: "es2022",
    manifest: "manifest.json",
    modulePreload: false,
    cssCodeSplit: true,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        page: source("page/main.ts"),
        reading: source("styles/reading.css"),
        print: source("reading/print.ts"),
        ...(existsSync(consoleEntry) ? { console: consoleEntry } : {}),
      },
    },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
