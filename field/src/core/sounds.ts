// Sounds: which to keep, in which order, when to fetch them alone, how long a sentence may be. Pure.

import type { Label, Mission, Question, Said, Sound, Tour } from "./types.ts";

// A mission in fifteen languages is some 9 MB; more than that is kept by somebody's photos.
export const MOST = 15_000_000;
// What a phone needs free to go on keeping visits (DV-10).
export const LOW = 50_000_000;
export const MOST_SECONDS = 30;
const MOST_BYTES = 30 * 1024;

// Every sound of the tours carried, each once: the nearest tour first; in it the voisin's own languages, then French, then the others.
export function inOrder(tours: Tour[], missions: Map<string, Mission>, said: Said | null, languages: string[]): Sound[] {
  const near = [...tours].sort((a, b) => (a.day < b.day ? -1 : 1)).map((tour) => missions.get(tour.mission)?.sounds ?? []);
  const lists = [...near.slice(0, 1), said?.sounds ?? [], ...near.slice(1)];
  const rank = (lang: string): number => {
    const own = languages.indexOf(lang);
    return own >= 0 ? own : lang === "fr" ? languages.length : languages.length + 1;
  };
  const found = new Map<string, Sound>();
  for (const list of lists) for (const one of [...list].sort((a, b) => rank(a.lang) - rank(b.lang))) if (!found.has(one.sha256)) found.set(one.sha256, one);
  return [...found.values()];
}

export interface Kept { sha256: string; bytes: number }

// What to fetch and what to drop so that the first of them are kept, within a budget in bytes. What no list names goes.
export function plan(order: Sound[], kept: Kept[], budget: number): { fetch: Sound[]; drop: Kept[] } {
  let left = budget;
  const chosen = new Set<string>();
  for (const one of order) if (one.bytes <= left) { chosen.add(one.sha256); left -= one.bytes; }
  const here = new Set(kept.map((one) => one.sha256));
  return { fetch: order.filter((one) => chosen.has(one.sha256) && !here.has(one.sha256)), drop: kept.filter((one) => !chosen.has(one.sha256)) };
}

// How many bytes sounds may take: never what visits may need. Without an estimate, the most.
export function budgetFor(free: number | null, held: number): number {
  return free === null ? MOST : Math.max(0, Math.min(MOST, held + free - LOW));
}

// Of what is kept, oldest first, what must go so that `bytes` are free again.
export function oldestFor(kept: Kept[], bytes: number): Kept[] {
  const found: Kept[] = [];
  let freed = 0;
  for (const one of kept) {
    if (freed >= bytes) break;
    found.push(one);
    freed += one.bytes;
  }
  return found;
}

export interface Connection { saveData?: boolean; type?: string; effectiveType?: string }

// Whether sounds may be fetched without anybody asking: never on what may be counted or slow, nor where one cannot know.
export function mayFetchAlone(connection: Connection | undefined): boolean {
  if (!connection || connection.saveData) return false;
  if (connection.type && connection.type !== "unknown") return connection.type === "wifi" || connection.type === "ethernet";
  return connection.effectiveType === "4g";
}

// How long a sentence may take, in seconds, and the bit rate that keeps it under 30 KB (desk/static/desk/voices.js says the same).
export function secondsFor(text: string): number {
  const size = [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 3 : 1), 0);
  return Math.min(MOST_SECONDS, Math.max(8, Math.ceil((1.6 * size) / 14 + 3)));
}
export const bitsFor = (seconds: number): number => Math.min(24_000, Math.floor(((MOST_BYTES - 900) * 8) / seconds) - 140);

// The sentence as its speaker reads it: no stars, and no first name, since the whole team will play it (voices/rules/sentences.py).
export const toSay = (text: string): string => text.replaceAll("**", "").replace(/\{[^{}]*\}\.?/g, "…").replace(/[ \t]+/g, " ").trim();

// A question is said with its choices where they are written in the same language, up to six (voices/rules/sentences.py).
export function asked(question: Question): Record<string, string> {
  const choices = question.choices ?? [];
  return Object.fromEntries(Object.entries(question.label).map(([lang, label]) => {
    const said = choices.length <= 6 ? choices.map((one) => one.label[lang]) : [];
    return [lang, !said.length || said.includes(undefined) ? label : `${label}\n\n${said.join(" · ")}`];
  }));
}

// Words by language, of a sentence or of a question.
export const wordsOf = (one: Label | Question): Label => ("code" in one && typeof one.label === "object" ? asked(one as Question) : (one as Label));

export interface Own { id: string; mission: string | null; key: string; lang: string }

// The newest of a voisin's own recordings of one sentence.
export const ownOf = <T extends Own>(rows: T[], mission: string | null, key: string, lang: string): T | null =>
  rows.filter((one) => one.key === key && one.lang === lang && one.mission === mission).at(-1) ?? null;
