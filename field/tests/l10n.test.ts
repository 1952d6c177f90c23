// Words: what stands when a translation is missing, plural forms, values inside sentences, days; and what every screen must keep to.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ownRule, pluralRule } from "../src/core/plurals.ts";
import french from "../src/l10n/fr.json";
import { clock, dayAndHour, duration, hours, list, longDay, monthName, mostly, t } from "../src/l10n/t.ts";
import { tongue, type Text } from "../src/l10n/tongue.svelte.ts";

const speak = (code: string, texts: Record<string, Text>, vouched: string[] = []): void => tongue.use(code, { texts, vouched }, pluralRule(code));
// A language that most of the screen is in.
const fully = (code: string): void => speak(code, Object.fromEntries(Object.keys(french).map((key) => [key, `${code} ${key}`])));
const forms = (code: string, numbers: number[]): string[] => numbers.map(pluralRule(code));
afterEach(() => tongue.use("fr", null, () => "other"));

describe("a text", () => {
  it("falls back to French, key by key", () => {
    speak("pt", { "back": "Voltar" });
    expect(t("back")).toBe("Voltar");
    expect(t("close")).toBe("Fermer");
    expect(t("no.such.key")).toBe("no.such.key");
  });

  it("keeps a name, a plate and a French sentence in their own way inside Arabic", () => {
    speak("ar", { "stair.door": "الباب {door}" });
    expect(t("stair.door", { door: "302" })).toBe("الباب \u2068302\u2069");
    expect(t("close")).toBe("\u2066Fermer\u2069");
    speak("pt", { "stair.door": "Porta {door}" });
    expect(t("stair.door", { door: "302" })).toBe("Porta 302");
    expect(t("stair.door", { door: "أحمد" })).toBe("Porta \u2068أحمد\u2069");
  });

  it("that protects a person is never alone until somebody vouched for it", () => {
    speak("tr", { "note.right": "Çevrildi." });
    expect(t("note.right")).toBe("Çevrildi.\nL’habitant a le droit de lire cette note. On l’écrit comme s’il était à côté.");
    speak("tr", { "note.right": "Çevrildi." }, ["note.right"]);
    expect(t("note.right")).toBe("Çevrildi.");
    speak("tr", { "back": "Geri" });
    expect(t("back")).toBe("Geri");
  });
});

describe("plural forms", () => {
  it("are the six of Arabic", () => {
    expect(forms("ar", [0, 1, 2, 3, 10, 11, 99, 100, 102, 103])).toEqual(["zero", "one", "two", "few", "few", "many", "many", "other", "other", "few"]);
    speak("ar", { "home.doors": { zero: "0", one: "1", two: "2", few: "few {n}", many: "many {n}", other: "other {n}" } });
    expect([0, 1, 2, 7, 60, 100].map((n) => t("home.doors", { n }))).toEqual(["0", "1", "2", "few 7", "many 60", "other 100"]);
  });
  it("are those of Romanian, and the one of Mandarin, Bambara and Wolof", () => {
    expect(forms("ro", [1, 0, 2, 19, 20, 101, 120])).toEqual(["one", "few", "few", "few", "other", "few", "other"]);
    for (const code of ["zh", "bm", "wo"]) expect(new Set(forms(code, [0, 1, 2, 50]))).toEqual(new Set(["other"]));
  });
  it.each(["ff", "kab", "ln"])("of %s put nought and one together", (code) => {
    expect(forms(code, [0, 1, 2, 10])).toEqual(["one", "one", "other", "other"]);
  });
  it.each(["snk", "zdj"])("of %s, which no browser knows, tell one from several", (code) => {
    expect([1, 0, 2].map(ownRule(code))).toEqual(["one", "other", "other"]);
  });
  it.each(["bm", "ff", "kab", "ln", "wo"])("of %s are ours where an old phone has none, and the same", (code) => {
    const platform = new Intl.PluralRules(code);
    for (let n = 0; n < 300; n += 1) expect(ownRule(code)(n)).toBe(platform.select(n));
  });
  it("are those that translators are asked for (contract/words/plurals.json)", () => {
    const asked = JSON.parse(readFileSync("../contract/words/plurals.json", "utf8")) as Record<string, Record<string, string>>;
    for (const [code, wanted] of Object.entries(asked)) {
      const rule = pluralRule(code);
      for (const [form, numbers] of Object.entries(wanted)) for (const n of numbers.split(", ")) expect([code, n, rule(Number(n))]).toEqual([code, n, form]);
      expect(new Set(Array.from({ length: 300 }, (_, n) => rule(n)))).toEqual(new Set(Object.keys(wanted)));
    }
  });
  it("fall back to the last form, then to French", () => {
    speak("ro", { "home.doors": { one: "o ușă", few: "{n} uși", other: "{n} de uși" }, "home.entrances": { one: "o intrare" } });
    expect([1, 3, 30].map((n) => t("home.doors", { n }))).toEqual(["o ușă", "3 uși", "30 de uși"]);
    expect(t("home.entrances", { n: 4 })).toBe("4 entrées");
  });
});

describe("days, hours and lists", () => {
  it("are French in French", () => {
    expect(longDay("2026-03-12")).toBe("jeudi 12 mars");
    expect([clock("17:30"), clock("20:00")]).toEqual(["17\u00a0h\u00a030", "20\u00a0h"]);
    expect([duration(150), duration(45), duration(120), duration(125)]).toEqual(["2\u00a0h\u00a030", "45 min", "2\u00a0h", "2\u00a0h\u00a005"]);
    expect(list(["français", "soninké", "arabe"])).toBe("français, soninké et arabe");
    expect(hours("17:30", "20:00")).toBe("17\u00a0h\u00a030 → 20\u00a0h");
  });
  it("are the language's own, with figures 0-9 and our months", () => {
    fully("ar");
    expect(longDay("2026-03-12")).toBe("الخميس، 12 مارس");
    expect(clock("17:30")).toBe("17:30");
    tongue.words = { ...tongue.words, texts: { ...tongue.words.texts, "time.day_hour": "{day} {hour}" } };
    expect(dayAndHour(new Date(2026, 2, 12, 18, 5).getTime())).toBe("\u2068الخميس\u2069 \u206818:05\u2069");
    for (const code of ["bn", "ta", "ur", "zh"]) {
      fully(code);
      expect(longDay("2026-03-12")).toMatch(/12/);
      expect(list(["a", "b"])).not.toBe("a, b et c");
    }
  });
  it("are French where the browser has none, and where hardly anything is translated", () => {
    fully("snk");
    expect(longDay("2026-03-12")).toBe("jeudi 12 mars");
    expect(list(["a", "b"])).toBe("a et b");
    speak("bm", { "back": "x" });
    expect(mostly()).toBe("fr");
    expect(monthName("2026-03")).toBe("mars");
  });
});

const SRC = new URL("../src/", import.meta.url).pathname;
const files = (folder: string): string[] => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});
const sources = files(SRC).filter((path) => /\.(svelte|ts|css)$/.test(path)).map((path) => ({ path: path.slice(SRC.length), text: readFileSync(path, "utf8") }));
const drawn = sources.filter(({ path }) => /\.(svelte|css)$/.test(path));

describe("every screen", () => {
  it("is laid out by start and end, never by left and right", () => {
    const physical = /(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius|(?:left|right)\s*:\s*[-\d.]|(?:text-align|float|clear)\s*:\s*(?:left|right)|to (?:left|right)[ ,)])/g;
    const sides = /(?<![\w-])(?:margin|padding|inset|border-width)\s*:\s*([^\s;"}]+) ([^\s;"}]+) ([^\s;"}]+) ([^\s;"}]+)/g;
    const wrong = drawn.flatMap(({ path, text }) => [
      ...[...text.matchAll(physical)].map((found) => `${path}: ${found[0]}`),
      ...[...text.matchAll(sides)].filter((found) => found[2] !== found[4]).map((found) => `${path}: ${found[0]}`),
    ]);
    expect(wrong).toEqual([]);
  });

  it("takes its words from keys that exist", () => {
    const asked = sources.flatMap(({ path, text }) => [...text.matchAll(/\bt\(\s*(?:[^"`()]*\? )?"([\w.]+)"/g)].map((found) => [path, found[1]!] as const));
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter(([, key]) => !(key in french))).toEqual([]);
  });

  it("says nothing outside its keys", () => {
    // Letters between tags that are neither an expression nor a tag: words that nobody could translate.
    const loose = sources.filter(({ path }) => path.endsWith(".svelte")).flatMap(({ path, text }) => {
      const markup = text.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, "");
      return bare(markup).filter((words) => /\p{L}{2,}/u.test(words)).map((words) => `${path}: ${words.trim()}`);
    });
    expect(loose).toEqual([]);
  });

  it("glues no sentence: no word is put in lower case to stand after another", () => {
    const glued = sources.filter(({ path, text }) => path.startsWith("screens/") && /toLowerCase\(\)|toLocaleLowerCase/.test(text)).map(({ path }) => path);
    expect(glued).toEqual([]);
  });
});

// The text between tags, expressions and attributes left out: braces and quotes are counted, since they hold each other.
function bare(markup: string): string[] {
  const found: string[] = [];
  let text = "", braces = 0, tag = false, quote = "";
  for (const letter of markup) {
    if (tag && !braces && quote) quote = letter === quote ? "" : quote;
    else if (letter === "{") braces += 1;
    else if (letter === "}") braces -= 1;
    else if (braces) continue;
    else if (tag && (letter === '"' || letter === "'")) quote = letter;
    else if (letter === "<") [tag, text] = [true, (found.push(text), "")];
    else if (letter === ">" && tag) tag = false;
    else if (!tag) text += letter;
  }
  return [...found, text];
}
