// The first load stays small: the words of screens on demand travel with them. No first screen says one; each other screen that says
// one brings them. And what a screen says must be known without running it: a key begins with its own prefix, in clear.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { isLate } from "../build/late.mjs";
import french from "../src/l10n/fr.json";

const SRC = new URL("../src/", import.meta.url).pathname;
const LATE_WORDS = join(SRC, "l10n/late.ts");
const text = (path: string): string => readFileSync(path, "utf8");
const code = (path: string): boolean => /\.(ts|svelte)$/.test(path) && existsSync(path);

function imports(path: string): { now: string[]; later: string[] } {
  const source = text(path);
  const found = (pattern: RegExp): string[] =>
    [...source.matchAll(pattern)].map((one) => normalize(join(dirname(path), one[1]!))).filter(code);
  return {
    now: found(/^\s*(?:import|export)\s+(?!type\b)(?:[^;"'(]*?from\s+)?"(\.[^"]+)"/gm),
    later: found(/import\("(\.[^"]+)"\)/g),
  };
}

function reach(entry: string): Set<string> {
  const seen = new Set<string>();
  const todo = [entry];
  for (let path = todo.pop(); path; path = todo.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    todo.push(...imports(path).now);
  }
  return seen;
}

const first = reach(join(SRC, "screens/main.ts"));
const onDemand = new Set<string>();
for (const path of [...first, ...onDemand]) for (const later of imports(path).later) onDemand.add(later);
for (const entry of onDemand) for (const path of reach(entry)) for (const later of imports(path).later) onDemand.add(later);

const keys = Object.keys(french);
// What a file says: whole keys, and every key that a template may become.
function says(path: string): string[] {
  const source = text(path);
  const whole = [...source.matchAll(/"([a-z_]+\.[\w.]+)"/g)].map((one) => one[1]!).filter((key) => key in french);
  const built = [...source.matchAll(/`([a-z_]+\.[\w.]*)\$\{/g)].flatMap((one) => keys.filter((key) => key.startsWith(one[1]!)));
  return [...whole, ...built];
}
const lateIn = (path: string): string[] => says(path).filter(isLate);

describe("the words of screens on demand", () => {
  it("are said by no first screen", () => {
    expect([...first].flatMap((path) => lateIn(path).map((key) => `${path.slice(SRC.length)}: ${key}`))).toEqual([]);
  });

  it("come with every screen that says one", () => {
    expect(onDemand.size).toBeGreaterThan(5);
    const bare = [...onDemand].filter((entry) => {
      const files = [...reach(entry)].filter((path) => !first.has(path));
      return files.some((path) => lateIn(path).length > 0) && !files.includes(LATE_WORDS);
    });
    expect(bare.map((path) => path.slice(SRC.length))).toEqual([]);
  });

  it("are worth it, and none is lost", () => {
    const late = keys.filter(isLate);
    expect(late.length).toBeGreaterThan(100);
    const said = new Set([...first, ...[...onDemand].flatMap((entry) => [...reach(entry)])].flatMap(says));
    expect(late.filter((key) => !said.has(key))).toEqual([]);
  });
});
