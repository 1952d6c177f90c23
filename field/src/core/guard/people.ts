// Names of persons in a note: after a title, among the names that are borne here, or by a capital where nothing else asks for one.
// Its twin is common/rules/guard/people.py. Pure.

import data from "../../../../contract/words/guard.json";
import names from "../../../../contract/words/names.json";
import { sound, type Word } from "./letters.ts";
import { entriesOf, isOnAny, joined } from "./phrases.ts";

export interface Named { first: number; last: number; instead: string }
type Around = keyof typeof data.names;

const around = Object.fromEntries(Object.entries(data.names).map(([which, lines]) => [which, new Set(entriesOf(lines))])) as Record<Around, Set<string>>;
const heard = (lines: readonly string[]): Set<string> => new Set(entriesOf(lines).map(sound));
const borne = heard(names.known), words_too = heard(names.also_words);
// Words of other languages that are titles only before a capital.
const SHORT_TITLES = ["don", "si", "ms", "sr"];
const MOST_OF_A_PLACE = 6, ACRONYM = 4;
// « de Fatou » becomes « d’une personne ».
const ELIDED: Record<string, string> = {
  de: "d’une personne", d: "d’une personne", que: "qu’une personne", qu: "qu’une personne", les: "une famille", la: "une personne", le: "une personne", l: "une personne",
};

const says = (word: Word, which: Around): boolean => around[which].has(word.raw);
const known = (word: Word): boolean => word.raw.length > 2 && borne.has(sound(word.raw)) && !says(word, "not");
const alsoWord = (word: Word): boolean => words_too.has(sound(word.raw));
const common = (word: Word): boolean => says(word, "not") || says(word, "place") || says(word, "madam") || says(word, "mister");

// One note's words, walked once from left to right.
export function peopleIn(words: Word[]): Named[] {
  const found: Named[] = [];
  // A word that nothing has taken yet, and no figure.
  const free = (at: number): boolean => at < words.length && !words[at]!.taken && words[at]!.raw > "9~";
  const goesOn = (at: number): boolean => free(at) && /^[ '.-]{0,2}$/.test(words[at]!.gap);
  // A sentence begins here: its capital says nothing.
  const begins = (at: number): boolean => at === 0 || (/[.!?:;\n«"(]/.test(words[at]!.gap) && !says(words[at - 1]!, "mister"));
  const likely = (at: number): boolean => words[at]!.capital || known(words[at]!);
  // « M. Le Goff », « de Oliveira »; not « M. le Préfet ».
  const particle = (at: number): boolean => says(words[at]!, "particle") && (words[at]!.capital || !["le", "la"].includes(words[at]!.raw));
  const keep = (first: number, end: number, instead: string): number => {
    found.push({ first, last: end - 1, instead });
    return end;
  };

  // What stands for the person whom a title announces; nothing where there is no title.
  function title(at: number): string {
    const word = words[at]!, next = free(at + 1) ? words[at + 1]! : undefined;
    if (word.raw === "m" && !word.capital && !(next && (next.gap[0] === "." || known(next)))) return "";
    if (SHORT_TITLES.includes(word.raw) && !(word.capital && next?.capital)) return "";
    return says(word, "madam") ? "une habitante" : says(word, "mister") ? "un habitant" : "";
  }

  function ofPlace(at: number): boolean {
    const word = words[at]!;
    if (says(word, "madam") || (says(word, "mister") && word.raw !== "si")) return false;
    return word.capital || known(word) || alsoWord(word) || says(word, "title") || says(word, "particle");
  }

  // Streets, schools, stations, firms: the names in theirs are nobody's at this door.
  function setPlacesAside(): void {
    words.forEach((word, at) => {
      if (word.taken) return;
      let end = at + 1;
      if (says(word, "place")) {
        while (end <= at + MOST_OF_A_PLACE && free(end) && joined(words[end]!.gap) && ofPlace(end)) end += 1;
        if (!words.slice(at + 1, end).some((one) => one.capital || known(one) || alsoWord(one))) end = at;
      } else if (says(word, "not") && word.capital) {
        while (free(end) && words[end]!.gap === " " && words[end]!.capital && !title(end)) end += 1;
      }
      for (const one of words.slice(at + 1, end)) one.taken = true;
    });
  }

  // Whether the word after a title is a name: not « mme la directrice », « monsieur travaille ».
  function titled(at: number): boolean {
    const word = words[at]!;
    if (word.capital && word.raw.length === 1) return true;
    if (says(word, "stop") || (says(word, "drop") && !alsoWord(word))) return false;
    return word.capital || known(word) || alsoWord(word) || !(/(?:ait|era|ent|er|ee)$/.test(word.raw) || isOnAny(word));
  }

  // The place after the last word of a name that began before here.
  function rest(at: number): number {
    for (;;) {
      if (!goesOn(at)) return at;
      const word = words[at]!, before = words[at - 1]!;
      if (word.gap.includes(".") && before.raw.length > 2) return at;
      const acronym = word.shouted && word.raw.length > 1 && word.raw.length <= ACRONYM && !before.shouted;
      const plain = says(word, "stop") || says(word, "not") || acronym;
      if (known(word) || (word.capital && (alsoWord(word) || !plain))) at += 1;
      else if (particle(at) && goesOn(at + 1) && likely(at + 1)) at += 2;
      else return at;
    }
  }

  // Mme Diarra, mme fatou, M. et Mme Vasseur. Gives the place after the name, 0 where there is none.
  function afterTitle(at: number): number {
    const instead = free(at) ? title(at) : "";
    let name = at + 1;
    if (!instead || !free(name) || !/^[ .'-]{0,3}$/.test(words[name]!.gap)) return 0;
    const both = words[name]!.raw === "et" && free(name + 1) && !!title(name + 1);
    name += both ? 2 : 0;
    while (free(name) && particle(name) && goesOn(name + 1) && likely(name + 1)) name += 1;
    return free(name) && titled(name) && (likely(name) || !both) ? keep(at, rest(name + 1), instead) : 0;
  }

  // `drop` after « sa fille », `blank` after « s’appelle », « au nom de ».
  function lead(at: number): "drop" | "blank" | "" {
    const before = words[at - 1];
    if (!before || before.taken || !/^[ :'«"(-]{1,3}$/.test(words[at]!.gap)) return "";
    if (before.raw === "de" && words[at - 2]?.raw === "nom") return "blank";
    return says(before, "drop") ? "drop" : says(before, "blank") ? "blank" : "";
  }

  // A word that another announces, or that is followed as a name is.
  function called(at: number, led: string): boolean {
    const word = words[at]!, next = words[at + 1];
    if (led === "blank" && alsoWord(word)) return true;
    return word.capital && word.raw.length > 1 && ((!!next && says(next, "after")) || (!!led && !common(word)));
  }

  // A capital on a name that is a word too, where the sentence asks for none; or on an unknown word after « avec », « voir », « merci ».
  function doubtful(at: number): boolean {
    const word = words[at]!;
    if (!word.capital || common(word)) return false;
    if (alsoWord(word)) return !begins(at) || (goesOn(at + 1) && follows(words[at + 1]!));
    const near = at > 0 && joined(word.gap) && says(words[at - 1]!, "near");
    return near && !word.shouted && word.raw.length > 2 && !isOnAny(word);
  }

  // What stands after a first name: another name, or what people do.
  const follows = (word: Word): boolean => known(word) || says(word, "verb") || (word.capital && !common(word) && !isOnAny(word));

  // A name without a title. Gives the place after it, 0 where there is none.
  function byItself(at: number): number {
    const word = words[at]!;
    if (!free(at) || says(word, "stop")) return 0;
    const led = lead(at);
    if (!known(word) && !called(at, led) && !doubtful(at)) return 0;
    const before = words[at - 1];
    if (!led && before && joined(word.gap) && !before.taken && before.raw in ELIDED) return keep(at - 1, rest(at + 1), ELIDED[before.raw]!);
    return keep(at, rest(at + 1), led === "drop" ? "" : led === "blank" ? "…" : "une personne");
  }

  setPlacesAside();
  for (let at = 0; at < words.length; ) at = afterTitle(at) || byItself(at) || at + 1;
  return found;
}
