// The words and letters of another language: fetched once when it is chosen, then on the phone for ever, whatever the version of the
// app. With network they are asked again: a correction made at the desk arrives by itself.

import { pluralRule } from "../core/plurals.ts";
import { tongue, type Words } from "./tongue.svelte.ts";

// A cache of its own: the app's is thrown away with each version (sw.ts).
export const KEPT = "palier-lasting";
const FONTS: Record<string, string[]> = {
  ar: ["noto-arabic"], ur: ["noto-arabic"], ta: ["noto-tamil"],
  tr: ["atkinson-latin-ext", "bricolage-latin-ext"], ro: ["atkinson-latin-ext", "bricolage-latin-ext"],
  ...Object.fromEntries(["snk", "zdj", "ff", "bm", "wo", "ln", "kab"].map((one) => [one, ["andika-latin-400", "andika-ext-400"]])),
};
const pathOf = (code: string): string => `/l10n/${code}.json`;
const isWords = (found: unknown): found is Words => typeof found === "object" && found !== null && "texts" in found && "vouched" in found;

async function kept(code: string): Promise<Words | null> {
  const found = await (await caches.open(KEPT)).match(pathOf(code));
  return found ? ((await found.json()) as Words) : null;
}

async function fetched(code: string): Promise<Words | null> {
  const answer = await fetch(pathOf(code), { cache: "no-cache", credentials: "omit" });
  const copy = answer.clone();
  const found: unknown = await answer.json();
  // A captive portal answers too: only words are words.
  if (!answer.ok || !isWords(found)) return null;
  const cache = await caches.open(KEPT);
  await cache.put(pathOf(code), copy);
  for (const name of FONTS[code] ?? []) if (!(await cache.match(`/fonts/${name}.woff2`))) await cache.add(`/fonts/${name}.woff2`);
  return found;
}

// What the voisin chose to read, even while its words cannot be had.
let wanted = "fr";

// At the start of the app: what is on the phone, without waiting for any network.
export async function recall(code: string): Promise<void> {
  wanted = code;
  if (code !== "fr") tongue.use(code, await kept(code).catch(() => null), pluralRule(code));
}

// Speak another language from now on. False when its words are neither here nor to be had: nothing changes then.
export async function speak(code: string): Promise<boolean> {
  const found = code === "fr" ? null : ((await kept(code).catch(() => null)) ?? (await fetched(code).catch(() => null)));
  if (!found && code !== "fr") return false;
  wanted = code;
  tongue.use(code, found, pluralRule(code));
  return true;
}

let asked = 0;
// Once in an hour at most: what was corrected at the desk since, or what could not be had before.
export async function askAgain(): Promise<void> {
  const code = wanted;
  if (code === "fr" || Date.now() - asked < 3600_000) return;
  asked = Date.now();
  const found = await fetched(code).catch(() => null);
  if (!found) asked = 0;
  else if (code === wanted) tongue.use(code, found, pluralRule(code));
}

// A phone that is given back keeps nothing, not even which language was read on it.
export const forgetWords = async (): Promise<void> => void (await caches.delete(KEPT).catch(() => false));

export interface Known { code: string; texts: number; vouched: number }
// How far each language is, for the page where one is chosen; null without network and never asked.
export async function howFar(): Promise<Known[] | null> {
  const path = "/l10n/languages.json";
  try {
    const cache = await caches.open(KEPT);
    const answer = await fetch(path, { cache: "no-cache", credentials: "omit" }).catch(() => null);
    const copy = answer?.clone();
    const found: unknown = answer?.ok ? await answer.json().catch(() => null) : null;
    if (copy && Array.isArray(found)) await cache.put(path, copy);
    return Array.isArray(found) ? (found as Known[]) : ((await (await cache.match(path))?.json()) as Known[] | undefined) ?? null;
  } catch {
    return null;
  }
}
