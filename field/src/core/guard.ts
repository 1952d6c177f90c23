// The note guard: a doubt is asked, never imposed. Its words are in contract/, shared with the server. Runs offline. Pure.

import rules from "../../../contract/words/guard.json";

export type DoubtKind = "name" | "phone" | "mail" | "number" | "door" | "health" | "religion" | "origin" | "insult";
export interface Doubt { kind: DoubtKind; found: string; instead: string }

const PARTS: Record<string, string> = { start: "(?<![\\p{L}\\d])", end: "(?![\\p{L}\\d])", letters: "[\\p{L}’'-]*" };
const COMPILED = rules.map((rule) => ({
  kind: rule.kind as DoubtKind, instead: rule.instead,
  // A name is known by its capital; everything else whatever the case.
  pattern: new RegExp(rule.pattern.replace(/\{(start|end|letters)\}/g, (_, part: string) => PARTS[part]!), "exact" in rule ? "gu" : "giu"),
}));
const CIVIL = /(?<![\p{L}\d])(Madame|Mademoiselle|Mme|Mlle|Monsieur|Mr|M\.|Sa|Son|La|Le|Prénom)(?= )/gu;

// The first doubt that the voisin has not answered yet.
export function doubtIn(note: string, allowed: readonly string[] = []): Doubt | null {
  // "Mme" and "mme" are one word; the name after it keeps its capital.
  const plain = note.replace(CIVIL, (word) => word.toLowerCase());
  for (const { kind, instead, pattern } of COMPILED) {
    for (const match of plain.matchAll(pattern)) {
      const found = note.slice(match.index, match.index + match[0].length);
      if (!allowed.includes(found)) return { kind, found, instead };
    }
  }
  return null;
}
