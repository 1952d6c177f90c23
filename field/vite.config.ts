import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { consentWords } from "./build/consent.mjs";
import { lateWords } from "./build/late.mjs";
import { packedLists } from "./build/pack.mjs";

// Screens loaded on demand bring no style of their own (ui/app.css has it all): Vite's preloading would be dead weight.
const bareImport: Plugin = {
  name: "bare-import", enforce: "pre",
  load: (id) => (id.includes("vite/preload-helper") ? "export const __vitePreload = (load) => load();" : null),
};

const FRENCH = new URL("src/l10n/fr.json", import.meta.url).pathname;

// The note guard's words travel packed (build/pack.mjs); the tests read them so too.
const shortWords: Plugin = {
  name: "short-words", enforce: "pre",
  transform: (text, id) => (/contract\/words\/(guard|names)\.json$/.test(id) ? JSON.stringify(packedLists(JSON.parse(text))) : null),
};

export default defineConfig({
  plugins: [lateWords(FRENCH, readFileSync), consentWords(new URL("src/l10n", import.meta.url).pathname), svelte(), bareImport, shortWords],
  define: { __VERSION__: JSON.stringify("1.0"), __WORDS__: String(Object.keys(JSON.parse(readFileSync(FRENCH, "utf8"))).length) },
  build: { outDir: "../src/palier/field_bundle", emptyOutDir: true, target: "chrome107", modulePreload: false, assetsInlineLimit: 0 },
  server: { fs: { allow: [".."] } },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
