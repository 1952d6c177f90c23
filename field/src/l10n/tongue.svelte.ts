// Which language the screens speak now, and its words. French is not here: it is in the app itself, under every other.

export type Text = string | Record<string, string>;
export interface Words { texts: Record<string, Text>; vouched: string[] }

export type PluralRule = (n: number) => string;

class Tongue {
  code = $state("fr");
  words = $state.raw<Words>({ texts: {}, vouched: [] });
  rule: PluralRule = () => "other";

  use(code: string, words: Words | null, rule: PluralRule): void {
    this.rule = rule;
    this.words = words ?? { texts: {}, vouched: [] };
    this.code = words ? code : "fr";
  }
}

export const tongue = new Tongue();
