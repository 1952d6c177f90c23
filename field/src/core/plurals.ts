// Plural forms of the languages that a phone's browser may not know. Pure.
// Source: CLDR 48 plural rules (bm, ff, kab, ln, wo). Soninke (snk) and Comorian (zdj) have none there: two forms, so that
// whoever translates can always tell one from several.

export type Form = "zero" | "one" | "two" | "few" | "many" | "other";
type Rule = (n: number) => Form;

const never: Rule = () => "other";
const uptoOne: Rule = (n) => (n === 0 || n === 1 ? "one" : "other");
const onlyOne: Rule = (n) => (n === 1 ? "one" : "other");
const OWN: Record<string, Rule> = { bm: never, wo: never, ff: uptoOne, kab: uptoOne, ln: uptoOne };

export const ownRule = (code: string): Rule => OWN[code] ?? onlyOne;

// The browser's own rules where it has the language: asked at run time, an old phone knows fewer than a new one.
export function pluralRule(code: string): Rule {
  if (!Intl.PluralRules.supportedLocalesOf(code).length) return ownRule(code);
  const rules = new Intl.PluralRules(code);
  return (n) => rules.select(n) as Form;
}
