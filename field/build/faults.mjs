// Builds the fault harness with the app's real code; with a mutant, one rule of it is switched off.
//   node build/faults.mjs ENTRY OUT [MUTANT]

import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { MUTANTS } from "../tests/faults/mutants.mjs";

const [entry, out, name] = process.argv.slice(2);
const mutant = name ? MUTANTS[name] : undefined;
if (name && !mutant) throw new Error(`no mutant ${name}`);
let changed = false;

const plugin = {
  name: "mutant",
  setup(builder) {
    if (!mutant) return;
    builder.onLoad({ filter: new RegExp(`${mutant.file.replace(/[/.]/g, "\\$&")}$`) }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      if (!source.includes(mutant.from)) throw new Error(`${name}: its line is no longer in ${mutant.file}`);
      changed = true;
      return { contents: source.replace(mutant.from, mutant.to), loader: "ts" };
    });
  },
};

await build({ entryPoints: [entry], outfile: out, bundle: true, platform: "node", format: "esm", target: "node20", plugins: [plugin], logLevel: "error" });
if (mutant && !changed) throw new Error(`${name}: ${mutant.file} was not built`);
