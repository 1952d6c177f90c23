// After the build: compress, list the shell with its hash, and write the service worker.

import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const out = new URL("../../src/palier/field_bundle/", import.meta.url).pathname;
const all = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? all(path) : [path];
});
// The words of every language travel beside the shell, never in it: a phone takes those it speaks (the server serves them at /l10n/).
cpSync(new URL("../src/l10n/", import.meta.url), join(out, "l10n"), { recursive: true, filter: (path) => !path.endsWith(".ts") });
const LATIN = /fonts\/(bricolage|atkinson)\.woff2$/;
const files = all(out).filter((path) => !path.endsWith(".gz") && !path.endsWith("sw.js"));
const shell = files.filter((path) => !/LICENSE|\.txt$/.test(path) && !path.includes("/l10n/") && (!path.includes("/fonts/") || LATIN.test(path))).sort();
const hash = createHash("sha256");
for (const path of shell) hash.update(relative(out, path)).update(readFileSync(path));
const version = hash.digest("hex").slice(0, 16);
// The service worker refuses a file whose bytes are not these (the first 64 bits of its SHA-256).
const hashOf = (path) => createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16);
const list = Object.fromEntries(shell.map((path) => [`/${relative(out, path)}`.replace("/index.html", "/"), hashOf(path)]));
await build({
  entryPoints: [new URL("../src/sw/sw.ts", import.meta.url).pathname], bundle: true, minify: true, target: "chrome107",
  outfile: join(out, "sw.js"), define: { SHELL: JSON.stringify({ version, files: list }) },
});
for (const path of all(out).filter((one) => /\.(js|css|html|svg|webmanifest)$/.test(one))) {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
}
