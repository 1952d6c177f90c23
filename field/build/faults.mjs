// Builds the fault harness with the app's real code; with a mutant, one rule of it is switched off.
//   node build/faults.mjs ENTRY OUT [MUTANT]
// The protocol's own histories seal cheaply (tests/faults/cheap.ts): a million of them are about the rules, not about P-256.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { MUTANTS } from "../tests/faults/mutants.mjs";

const [entry, out, name] = process.argv.slice(2);
const mutant = name ? MUTANTS[name] : undefined;
if (name && !mutant) throw new Error(`no mutant ${name}`);
let changed = false;

const plugin = {
  name: "mutant",
  setup(builder) {
    if (entry.endsWith("protocol.ts")) {
      builder.onResolve({ filter: /\/seal\.ts$/ }, () => ({ path: resolve("tests/faults/cheap.ts") }));
    }
    if (!mutant) return;
    builder.onLoad({ filter: new RegExp(`${mutant.file.replace(/[/.]/g, "\\$&")}$`) }, ({ path }) => {
      let contents = readFileSync(path, "utf8");
      for (const { from, to } of [mutant, ...(mutant.and ? [mutant.and] : [])]) {
        if (!contents.includes(from)) throw new Error(`${name}: its line is no longer in ${mutant.file}`);
        contents = contents.replace(from, to);
      }
      changed = true;
      return { contents, loader: "ts" };
    });
  },
};

await build({ entryPoints: [entry], outfile: out, bundle: true, platform: "node", format: "esm", target: "node20", plugins: [plugin], logLevel: "error" });
if (mutant && !changed) throw new Error(`${name}: ${mutant.file} was not built`);
