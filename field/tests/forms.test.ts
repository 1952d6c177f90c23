// What is being typed must not be written by the browser into its own files: a session it can restore keeps the text of fields (DV-01).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SCREENS = join(import.meta.dirname, "../src");
// The pairing code serves once; the keyboard may propose it.
const MAY = ["off", "one-time-code"];

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? files(join(folder, one.name)) : one.name.endsWith(".svelte") ? [join(folder, one.name)] : []);
}

describe("fields", () => {
  it("keep nothing of what is typed in the browser's own files", () => {
    const found = files(SCREENS).flatMap((path) => {
      const source = readFileSync(path, "utf8");
      return [...source.matchAll(/<(?:input|textarea|select)\b/g)].map((at) => [path, source.slice(at.index, at.index + 400)] as const);
    });
    expect(found.length).toBeGreaterThan(15);
    const loose = found.filter(([, tag]) => !MAY.includes(/autocomplete="([a-z-]+)"/.exec(tag)?.[1] ?? ""));
    expect(loose.map(([path, tag]) => `${path}: ${tag.slice(0, 80)}`)).toEqual([]);
  });
});
