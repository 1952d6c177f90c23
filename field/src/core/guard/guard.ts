// The note guard: a doubt is asked, never imposed. Its words are in contract/, its rules are the server's (common/rules/guard). Runs offline. Pure.

import data from "../../../../contract/words/guard.json";
import { fold, wordsOf, type Word } from "./letters.ts";
import { peopleIn } from "./people.ts";
import { take } from "./phrases.ts";

export type DoubtKind = keyof typeof data.kinds;
// Where: characters of the note, from and to. `instead` empty: leave it out.
export interface Doubt { kind: DoubtKind; found: string; instead: string; begin: number; end: number }
type Span = [DoubtKind, number, number, string];

const parts: Record<string, string> = data.parts;
function whole(pattern: string): string {
  const filled = pattern.replace(/\{([a-z]+)\}/g, (_, name: string) => parts[name]!);
  return filled === pattern ? filled : whole(filled);
}
const patterns = data.patterns.map(([kind, pattern, instead]) => ({
  kind: kind as DoubtKind, pattern: new RegExp(whole(pattern!), "g"), instead: instead ?? data.kinds[kind as DoubtKind],
}));

// Telephones, addresses, numbers, doors: what has a form. The words in them are taken.
function numbersIn(text: string, words: Word[]): Span[] {
  const found: Span[] = [];
  const touched = (begin: number, end: number): boolean => found.some(([, a, b]) => a < end && begin < b);
  for (const { kind, pattern, instead } of patterns) {
    for (const match of text.matchAll(pattern)) {
      const begin = match.index, end = begin + match[0].length;
      if (!touched(begin, end)) found.push([kind, begin, end, instead]);
    }
  }
  for (const word of words) word.taken = touched(word.begin, word.end);
  return found;
}

// Every doubt about a note, in its order; they do not overlap.
export function doubtsIn(note: string): Doubt[] {
  const { text, at } = fold(note), words = wordsOf(note, text, at);
  const spans = numbersIn(text, words);
  take(words, true);
  for (const { kind, first, last } of take(words, false)) spans.push([kind as DoubtKind, words[first]!.begin, words[last]!.end, data.kinds[kind as DoubtKind]]);
  for (const { first, last, instead } of peopleIn(words)) spans.push(["name", words[first]!.begin, words[last]!.end, instead]);
  return spans.sort((one, other) => one[1] - other[1]).map(([kind, from, to, instead]) => {
    const begin = at[from]!, end = Math.max(at[to]!, at[to - 1]! + 1);
    return { kind, found: note.slice(begin, end), instead, begin, end };
  });
}

// The note with what is offered in the place of one doubt.
export function replaced(note: string, { begin, end, instead }: Doubt): string {
  return (note.slice(0, begin) + instead + note.slice(end)).replace(/ {2,}/g, " ").replace(/^ | $/g, "");
}
