import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  define: { __VERSION__: JSON.stringify("1.0") },
  build: { outDir: "../src/palier/field_bundle", emptyOutDir: true, target: "chrome107", modulePreload: false, assetsInlineLimit: 0 },
  server: { fs: { allow: [".."] } },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
