// The word lists of contract/words, and what of a note is on them; its twin is common/rules/guard/phrases.py. Pure.
//
// An entry is one word or several. `word*` is a beginning, `word$` is to be taken letter for letter, `WORD` counts in capitals only,
// `@list` is any word of that list. `a_b` lets small words stand between, `a+b` does not.

import data from "../../../../contract/words/guard.json";
import { fold, stem, withoutDoubles, type Word } from "./letters.ts";

type How = "stem" | "begin" | "letters" | "capitals" | "list";
interface Part { text: string; how: How; loose: boolean }
interface Entry { kind: string; parts: Part[] }
export interface Stretch { kind: string; first: number; last: number }

const FINE = "fine", MOST_BETWEEN = 3;
export const joined = (gap: string): boolean => /^[ '-]{0,2}$/.test(gap);
const listed = (gap: string): boolean => /^[ ,/&+'-]{1,3}$/.test(gap);

// The entries of a list. In the app it is packed (build/pack.mjs): each begins with how many letters it shares with the one before.
export function entriesOf(lines: readonly string[] | string): string[] {
  if (typeof lines !== "string") return lines.join(" ").split(" ");
  let before = "";
  return (lines.match(/\d\D*/g) ?? []).map((one) => (before = before.slice(0, Number(one[0])) + one.slice(1)));
}
const lists: Record<string, string[]> = { ...data.words, ...data.lists };
const loose = new Set(entriesOf(data.loose));

function partOf(piece: string): Part {
  const gap = piece[0] === "_", word = piece.replace(/^[_+]/, ""), plain = fold(word.replace(/[*$]$/, "")).text;
  if (word[0] === "@") return { text: word.slice(1), how: "list", loose: gap };
  if (word.endsWith("*")) return { text: withoutDoubles(plain), how: "begin", loose: gap };
  if (word.endsWith("$")) return { text: plain, how: "letters", loose: gap };
  return { text: stem(plain), how: /^[A-Z]+$/.test(word) ? "capitals" : "stem", loose: gap };
}

// What finds an entry by its first word; `@`: a list may hold it.
const keyOf = ({ text, how }: Part): string => (how === "begin" ? `${text}*` : how === "letters" ? `=${text}` : how === "list" ? "@" : text);
const byFirst = new Map<string, Entry[]>();
for (const [kind, lines] of [...Object.entries(data.words), [FINE, data.fine] as const]) {
  for (const entry of entriesOf(lines)) {
    const parts = entry.match(/[_+]?[^_+]+/g)!.map(partOf), key = keyOf(parts[0]!);
    byFirst.set(key, [...(byFirst.get(key) ?? []), { kind, parts }]);
  }
}

const single = new Map<string, Set<string>>();
function listOf(name: string): Set<string> {
  let keys = single.get(name);
  if (!keys) {
    keys = new Set();
    for (const entry of entriesOf(lists[name]!)) {
      if (/[_+]/.test(entry)) continue;
      for (const key of entry[0] === "@" ? listOf(entry.slice(1)) : [keyOf(partOf(entry))]) keys.add(key);
    }
    single.set(name, keys);
  }
  return keys;
}

export const isOn = (word: Word, name: string): boolean => word.keys.some((key) => listOf(name).has(key));
export const isOnAny = (word: Word): boolean => Object.keys(data.words).some((kind) => isOn(word, kind));

function fits(word: Word, { text, how }: Part): boolean {
  if (how === "list") return isOn(word, text);
  if (how === "letters") return word.raw === text;
  if (how === "begin") return word.short.startsWith(text);
  return word.stem === text && (how === "stem" || word.shouted);
}

// How many words of the note an entry covers from here; 0 where it does not stand.
function lengthOf(words: Word[], at: number, parts: Part[]): number {
  let end = at;
  for (const part of parts) {
    for (let skipped = 0; end > at && part.loose && skipped < MOST_BETWEEN && maySkip(words[end]) && !fits(words[end]!, part); skipped += 1) end += 1;
    const word = words[end];
    if (!word || (end > at && !joined(word.gap)) || !fits(word, part)) return 0;
    end += 1;
  }
  return further(words, end, parts.at(-1)!) - at;
}

const maySkip = (word: Word | undefined): boolean => !!word && loose.has(word.raw) && joined(word.gap);

// « parle arabe et un peu turc »: after a list, what goes on listing belongs to it.
function further(words: Word[], end: number, last: Part): number {
  while (last.how === "list") {
    let step = end;
    while (step < words.length && loose.has(words[step]!.raw) && listed(words[step]!.gap)) step += 1;
    const word = words[step];
    if (!word || !listed(word.gap) || !isOn(word, last.text)) break;
    end = step + 1;
  }
  return end;
}

// Each entry found, the longest first; its words are taken. `fine`: those that raise no doubt.
export function take(words: Word[], fine: boolean): Stretch[] {
  const found: Stretch[] = [];
  for (let at = 0; at < words.length; ) {
    let best = 0, of = "";
    for (const key of words[at]!.taken ? [] : ["@", ...words[at]!.keys]) {
      for (const { kind, parts } of byFirst.get(key) ?? []) {
        const length = (kind === FINE) === fine ? lengthOf(words, at, parts) : 0;
        if (length > best && !words.slice(at, at + length).some((one) => one.taken)) [best, of] = [length, kind];
      }
    }
    for (const one of words.slice(at, at + best)) one.taken = true;
    if (best) found.push({ kind: of, first: at, last: at + best - 1 });
    at += best || 1;
  }
  return found;
}
