import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";
import { icons, sprite } from "./build/sprite.js";

const root = import.meta.dirname;
const product = resolve(root, "../src/watchroom");

function makeSprite(): Plugin {
  return {
    name: "watchroom-sprite",
    generateBundle() {
      const names = icons([product, resolve(root, "src")]);
      this.emitFile({ type: "asset", fileName: "sprite.svg", source: sprite(names, resolve(root, "node_modules/@tabler/icons")) });
    },
  };
}

export default defineConfig({
  root,
  base: "./",
  plugins: [makeSprite()],
  build: {
    outDir: resolve(product, "desk/static/desk"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["es2022", "chrome109", "safari16"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: { desk: resolve(root, "src/desk.ts"), field: resolve(root, "src/field.ts"), "field-worker": resolve(root, "src/field-worker.ts") },
      output: { entryFileNames: (chunk) => (chunk.name === "field-worker" ? "field-worker.js" : "assets/[name]-[hash].js") }, // a worker's address never changes
    },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts", "build/**/*.test.ts"] },
});
