// The loader other sites embed: one classic script, at a name that never changes.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2018",
    emptyOutDir: false,
    lib: { entry: "src/loader/widget.ts", formats: ["iife"], name: "BanshiLoader", fileName: () => "widget.js" },
  },
});
