// The note guard: a doubt is asked, never imposed. Runs on the phone, offline. Pure.

export interface Doubt { kind: "name" | "phone" | "mail" | "door" | "health"; found: string; instead: string }

const PHONE = /(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}/;
const MAIL = /[^\s@]+@[^\s@]+\.[a-z]{2,}/i;
const NAME = /\b(M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+([A-ZÀ-Ý][\p{L}’'-]+)/u;
const DOOR = /\b(?:porte|appart(?:ement)?|appt)\s*n?°?\s*\d{1,4}\b/i;
const HEALTH = /\b(diab[èeé]t[\p{L}]*|cancer\w*|d[ée]pressi\w*|handicap\w*|enceinte|s[ée]ropositif\w*|alzheimer|schizophr\w*|alcooli\w*|dialys\w*)/iu;

export function doubtIn(note: string): Doubt | null {
  const name = NAME.exec(note);
  if (name) {
    const man = /^(M\.|Mr|Monsieur)/.test(name[0]);
    return { kind: "name", found: name[0], instead: man ? "un habitant" : "une habitante" };
  }
  const rules: [RegExp, Doubt["kind"], string][] = [
    [PHONE, "phone", "(téléphone)"], [MAIL, "mail", "(adresse)"], [DOOR, "door", "un logement"],
    [HEALTH, "health", "(santé)"],
  ];
  for (const [rule, kind, instead] of rules) {
    const found = rule.exec(note);
    if (found) return { kind, found: found[0], instead };
  }
  return null;
}
