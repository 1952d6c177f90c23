import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// Screens loaded on demand bring no style of their own (ui/app.css has it all): Vite's preloading would be dead weight.
const bareImport: Plugin = {
  name: "bare-import", enforce: "pre",
  load: (id) => (id.includes("vite/preload-helper") ? "export const __vitePreload = (load) => load();" : null),
};

// The words of screens that are loaded later travel with them: `fr.json?only=ask` there, all the others with the first load.
// While developing and in tests, both are the whole file.
const LATE = ["ask", "consent"];
const EARLY = ["ask.came", "ask.came_in"];
const lateWords: Plugin = {
  name: "late-words", enforce: "pre", apply: "build",
  load(id) {
    const [, path, only] = /^(.*\/l10n\/fr\.json)(?:\?only=(\w+))?$/.exec(id) ?? [];
    if (!path) return null;
    const late = (key: string): string | undefined => (EARLY.includes(key) ? undefined : LATE.find((one) => key.startsWith(`${one}.`)));
    const words = Object.entries(JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>);
    const found = JSON.stringify(Object.fromEntries(words.filter(([key]) => late(key) === only)));
    return only ? { code: `export default ${found}`, moduleType: "js" } : found;
  },
};

export default defineConfig({
  plugins: [svelte(), bareImport, lateWords],
  define: { __VERSION__: JSON.stringify("1.0") },
  build: { outDir: "../src/palier/field_bundle", emptyOutDir: true, target: "chrome107", modulePreload: false, assetsInlineLimit: 0 },
  server: { fs: { allow: [".."] } },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
